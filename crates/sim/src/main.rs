use kith_sim::run::{STEPS, run};
fn main() {
    let args: Vec<u64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let (first, count) = (args[0], args[1]);
    let mut bad = 0;
    let mut tally = kith_sim::tally::Tally::default();
    for seed in first..first + count {
        match run(seed, STEPS, None) {
            Ok(f) => tally = tally.and(f.tally),
            Err(f) => {
                bad += 1;
                if bad <= 3 {
                    for l in &f.last {
                        println!("{l}");
                    }
                }
                println!("{}", f.world);
                println!(
                    "seed {} step {} after {} ms: {}: {}",
                    f.seed, f.step, f.after_ms, f.broken.rule, f.broken.seen
                );
            }
        }
    }
    println!("{tally:#?}\n{bad} failed");
}
