#include <stdint.h>

struct context {
	uint8_t trace[16];
	uint8_t span[8];
	uint8_t valid;
	uint8_t flags;
	uint16_t attributes;
	uint8_t data[612];
};

void publish(struct context *context);
