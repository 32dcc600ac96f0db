//! The containers whose processes are traced: each is one owner of counts for as long as one of its processes is known.

use std::collections::{HashMap, HashSet};

use ior_common::record::ProcessId;

use crate::enrich::{container::Container, process::Process};

/// The containers, each with a number.
#[derive(Default)]
pub struct Containers {
    numbers: HashMap<Container, u32>,
    known: HashMap<u32, Known>,
    given: u32,
}

struct Known {
    container: Container,
    /// The first process that was seen of it: it says how the container is called.
    first: Process,
    members: HashSet<ProcessId>,
}

impl Containers {
    /// The number of the container that a process is in; nothing outside of one.
    pub fn owner(&mut self, id: ProcessId, process: &Process) -> Option<u32> {
        process.container.id.as_ref()?;
        let number = match self.numbers.get(&process.container) {
            Some(number) => *number,
            None => {
                self.given += 1;
                let container = process.container.clone();
                self.numbers.insert(container.clone(), self.given);
                let known = Known { container, first: process.clone(), members: HashSet::new() };
                self.known.insert(self.given, known);
                self.given
            }
        };
        if let Some(known) = self.known.get_mut(&number) {
            known.members.insert(id);
        }
        Some(number)
    }

    /// The first process that was seen of a container.
    pub fn first_process(&self, number: u32) -> Option<&Process> {
        self.known.get(&number).map(|known| &known.first)
    }

    /// These processes are gone. Returns the containers of which none is left.
    pub fn forget(&mut self, gone: &[ProcessId]) -> Vec<u32> {
        let mut empty = Vec::new();
        self.known.retain(|number, known| {
            let had = known.members.len();
            gone.iter().for_each(|process| {
                known.members.remove(process);
            });
            let is_empty = had != 0 && known.members.is_empty();
            if is_empty {
                self.numbers.remove(&known.container);
                empty.push(*number);
            }
            !is_empty
        });
        empty
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, decode::Fork, enrich::process::Processes};

    fn process(container: Option<&str>) -> Process {
        let fork = Fork {
            time_ns: 5,
            process: 1,
            parent: None,
            pid: 10,
            parent_pid: None,
            host_pid: 10,
            proc_pid: None,
            start_boottime_ns: 5,
            found: false,
            thread_name: "app",
        };
        let mut processes = Processes::default();
        processes.fork(&fork, &Clock::new());
        let mut process = processes.get(1).expect("it began").clone();
        process.container = Container { id: container.map(str::to_owned), pod_uid: None };
        process
    }

    #[test]
    fn a_container_lives_as_long_as_its_processes() {
        let mut containers = Containers::default();
        let one = containers.owner(1, &process(Some("a"))).expect("a container");
        assert_eq!(containers.owner(2, &process(Some("a"))), Some(one));
        let other = containers.owner(3, &process(Some("b"))).expect("another");
        assert_ne!(one, other);
        assert_eq!(containers.owner(4, &process(None)), None);
        assert!(containers.forget(&[1, 4]).is_empty());
        assert_eq!(containers.forget(&[2]), [one]);
        assert!(containers.first_process(one).is_none() && containers.first_process(other).is_some());
    }
}
