//! Histograms in Prometheus against the exact durations of the same calls, which the file of the run has: each call is a span there.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use super::{
    daemon::until,
    prometheus::Prometheus,
    work::{How, Work},
};

/// The call whose durations are looked at: waits of 1 to 8 ms.
const CALL: &str = "clock_nanosleep";
/// A bucket's upper bound by its lower one, at scale 2.
const BUCKET: f64 = 1.189_207_2;

/// Shows that quantiles and buckets are right.
pub(super) fn check(
    program: &Path,
    prometheus: &Prometheus,
    ior_otel: &Path,
    directory: &Path,
) -> Result<()> {
    native(prometheus, ior_otel, directory, "native", Vec::new())?;
    explicit(prometheus, ior_otel, directory)?;
    // It adds deltas up itself.
    let place = directory.join("to-cumulative");
    let to_cumulative = &Prometheus::start(program, &place, &["otlp-deltatocumulative"])?;
    let delta = vec![("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta".to_owned())];
    native(to_cumulative, ior_otel, directory, "native-delta", delta)
}

/// Traces 400 waits, and returns their durations in seconds, in order.
fn durations(
    prometheus: &Prometheus,
    ior_otel: &Path,
    directory: &Path,
    service: &str,
    mut environment: Vec<(&'static str, String)>,
) -> Result<Vec<f64>> {
    environment.push(("OTEL_TRACES_EXPORTER", "none".to_owned()));
    environment.push(("OTEL_METRIC_EXPORT_INTERVAL", "1000".to_owned()));
    let work = Work {
        program: ior_otel,
        directory,
        service,
        options: vec![
            format!("--endpoint={}", prometheus.endpoint()),
            "--protocol=http/protobuf".to_owned(),
            format!("--syscalls={CALL}=spans"),
            "--min-duration=0".to_owned(),
        ],
        environment,
        arguments: vec!["--sleeps", "400"],
    };
    let sent = work.trace(How::Run).with_context(|| service.to_owned())?;
    let mut durations: Vec<_> =
        sent.spans.iter().filter(|span| span.name == CALL).map(|span| span.duration() as f64 / 1e9).collect();
    durations.sort_by(f64::total_cmp);
    ensure!(durations.len() >= 400, "{} calls became spans", durations.len());
    Ok(durations)
}

fn native(
    prometheus: &Prometheus,
    ior_otel: &Path,
    directory: &Path,
    service: &str,
    environment: Vec<(&'static str, String)>,
) -> Result<()> {
    let exact = durations(prometheus, ior_otel, directory, service, environment)?;
    let series = format!("sum(syscall_duration_seconds{{job=\"{service}\",syscall_name=\"{CALL}\"}})");
    let one = |query: String| -> Result<f64> {
        Ok(prometheus.ask(&query)?.first().with_context(|| format!("nothing is there for {query}"))?.value)
    };
    until(service, || {
        let count = one(format!("histogram_count({series})"))?;
        ensure!(count == exact.len() as f64, "{count} calls, of {}", exact.len());
        Ok(())
    })?;
    let sum = one(format!("histogram_sum({series})"))?;
    let sum_of_exact: f64 = exact.iter().sum();
    ensure!((sum - sum_of_exact).abs() < 1e-6, "their sum is {sum} s, not {sum_of_exact}");
    let mut said = Vec::new();
    for quantile in [0.1, 0.5, 0.9, 0.99] {
        let by_histogram = one(format!("histogram_quantile({quantile}, {series})"))?;
        let rank = (quantile * exact.len() as f64).ceil() as usize;
        let exactly = exact[rank.max(1) - 1];
        let ratio = by_histogram / exactly;
        ensure!(
            ratio < BUCKET && ratio > 1.0 / BUCKET,
            "the {quantile} quantile is {by_histogram} s by the histogram and {exactly} s"
        );
        said.push(format!("p{:.0} {:.2} ms ({:.2})", quantile * 100.0, by_histogram * 1e3, exactly * 1e3));
    }
    eprintln!("ok: {service}: {} calls, by the histogram (exactly): {}", exact.len(), said.join(", "));
    Ok(())
}

fn explicit(prometheus: &Prometheus, ior_otel: &Path, directory: &Path) -> Result<()> {
    let service = "explicit";
    let aggregation = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";
    let environment = vec![(aggregation, "explicit_bucket_histogram".to_owned())];
    let exact = durations(prometheus, ior_otel, directory, service, environment)?;
    let query =
        format!("sum by (le) (syscall_duration_seconds_bucket{{job=\"{service}\",syscall_name=\"{CALL}\"}})");
    let buckets = until(service, || {
        let buckets = prometheus.ask(&query)?;
        let all = buckets.iter().find(|bucket| bucket.label("le") == "+Inf").context("no bucket +Inf")?;
        ensure!(all.value == exact.len() as f64, "{} calls, of {}", all.value, exact.len());
        Ok(buckets)
    })?;
    for bucket in &buckets {
        let bound: f64 = bucket.label("le").parse()?;
        // Bounds fall on those of the exponential buckets below them, so that no value is moved.
        let least = exact.iter().filter(|duration| **duration <= bound / BUCKET).count() as f64;
        let most = exact.iter().filter(|duration| **duration <= bound).count() as f64;
        ensure!(
            (least..=most).contains(&bucket.value),
            "{} calls of up to {bound} s, between {least} and {most} there are",
            bucket.value
        );
    }
    eprintln!("ok: {service}: {} buckets over {} calls", buckets.len(), exact.len());
    Ok(())
}
