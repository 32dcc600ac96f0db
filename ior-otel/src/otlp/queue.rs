//! Encoded spans that wait to be sent: bounded in bytes, the oldest give way.

use std::collections::VecDeque;

use super::encode::Encoded;

/// Encoded requests that wait.
#[derive(Debug)]
pub struct Queue {
    requests: VecDeque<Encoded>,
    bytes: u64,
    spans: u64,
    max_bytes: u64,
    max_spans: u64,
}

impl Queue {
    /// An empty queue with its bounds.
    pub fn new(max_bytes: u64, max_spans: Option<u64>) -> Self {
        let max_spans = max_spans.unwrap_or(u64::MAX);
        Self { requests: VecDeque::new(), bytes: 0, spans: 0, max_bytes, max_spans }
    }

    /// Adds a request; returns how many spans gave way for it, its own if it alone is too large.
    pub fn push(&mut self, request: Encoded) -> u64 {
        self.bytes += request.body.len() as u64;
        self.spans += request.items;
        self.requests.push_back(request);
        let mut dropped = 0;
        while self.bytes > self.max_bytes || self.spans > self.max_spans {
            dropped += self.pop().map_or(0, |request| request.items);
        }
        dropped
    }

    /// Takes the oldest request.
    pub fn pop(&mut self) -> Option<Encoded> {
        let request = self.requests.pop_front()?;
        self.bytes -= request.body.len() as u64;
        self.spans -= request.items;
        Some(request)
    }

    /// Spans that wait.
    pub fn spans(&self) -> u64 {
        self.spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(bytes: usize, items: u64) -> Encoded {
        Encoded { body: vec![0; bytes].into(), items }
    }

    #[test]
    fn the_oldest_give_way() {
        let mut queue = Queue::new(100, None);
        assert_eq!(queue.push(request(60, 6)), 0);
        assert_eq!(queue.push(request(40, 4)), 0);
        assert_eq!(queue.push(request(1, 1)), 6);
        assert_eq!((queue.spans(), queue.pop().map(|request| request.items)), (5, Some(4)));
    }

    #[test]
    fn what_is_larger_than_the_queue_is_dropped_and_counted() {
        let mut queue = Queue::new(10, None);
        assert_eq!(queue.push(request(11, 3)), 3);
        assert_eq!((queue.spans(), queue.pop()), (0, None));
    }

    #[test]
    fn spans_can_be_bounded_too() {
        let mut queue = Queue::new(1000, Some(5));
        assert_eq!(queue.push(request(1, 3)), 0);
        assert_eq!(queue.push(request(1, 3)), 3);
        assert_eq!(queue.spans(), 3);
    }
}
