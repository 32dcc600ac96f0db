//! The `ior-otel` program.
use ior_common::descriptor::*;
use ior_otel::probe::*;
fn main() -> anyhow::Result<()> {
    let limits = Limits { ring_buffer: 1<<24, threads: 65536, series: 16384 };
    let mut d = Descriptor::OFF; d.flags = ENABLED | SAMPLE_ALL; d.min_duration_ns = 0;
    let mut ds = vec![d; DESCRIPTORS as usize];
    ds[59].flags |= EXEC; ds[322].flags |= EXEC; ds[60].flags |= NO_RETURN; ds[231].flags |= NO_RETURN; ds[15].flags |= SIGNAL_RETURN; ds[219].flags|=RESTART;
    ds[59].captures[0] = Capture{op: CAPTURE_STRING, arg:0, length_arg:0, length:0};
    ds[257].captures[0] = Capture{op: CAPTURE_STRING, arg:1, length_arg:0, length:0};
    ds[0].quantity = QUANTITY_RETURN;
    let t = std::time::Instant::now();
    let mut p = Probe::start(&limits, &ds, true)?;
    eprintln!("attached in {:?}", t.elapsed());
    let mut ring = p.ring()?; let mut counts = p.counts()?;
    let mut c = std::process::Command::new(std::env::args().nth(1).unwrap()).args(std::env::args().skip(2)).spawn()?;
    c.wait()?;
    let mut n = [0;5];
    ring.read(usize::MAX, |r| { n[r[0] as usize]+=1; if r[0]==3 || r[0] == 2 { eprintln!("{} {:?}", r[0], String::from_utf8_lossy(&r[32..])); } });
    let deltas = counts.drain(&Default::default())?;
    let total: u64 = deltas.iter().filter(|d| d.of == maps::Of::Durations).map(|d| d.added.count()).sum();
    eprintln!("{n:?} counters {:?} threads {:?} total {total} missed {}", counts.counters()?, counts.threads()?, p.missed_runs());
    let mut by: std::collections::BTreeMap<u16,u64> = Default::default();
    for d in &deltas { if d.of == maps::Of::Durations { *by.entry(d.series.unwrap().1.nr).or_default() += d.added.count(); } }
    eprintln!("{by:?}");
    Ok(())
}
