//! Tasks side by side, their results in order.

use std::collections::HashMap;

use tokio::task::{JoinError, JoinSet};
use tracing::Instrument;

/// Runs all of them at once and gives their results in the order of the tasks. One that panics takes
/// no other down; its result is the error. Whoever wants fewer at a time acquires a permit inside.
pub(super) async fn in_order<Task>(tasks: Vec<Task>) -> Vec<Result<Task::Output, JoinError>>
where
    Task: Future<Output: Send + 'static> + Send + 'static,
{
    let mut running = JoinSet::new();
    let mut places = HashMap::new();
    let mut results: Vec<Option<_>> = tasks.iter().map(|_| None).collect();
    for (place, task) in tasks.into_iter().enumerate() {
        places.insert(running.spawn(task.in_current_span()).id(), place);
    }
    while let Some(done) = running.join_next_with_id().await {
        let (id, result) = match done {
            Ok((id, output)) => (id, Ok(output)),
            Err(broken) => (broken.id(), Err(broken)),
        };
        results[places[&id]] = Some(result);
    }
    let results = results.into_iter();
    results
        .map(|result| result.expect("every task was joined"))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn results_stand_in_the_order_of_the_tasks_and_a_panic_takes_no_other_down() {
        let tasks = [30, 0, 10].map(|wait| async move {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            assert_ne!(wait, 0, "this one breaks");
            wait
        });
        let results = in_order(tasks.into()).await;
        let results: Vec<_> = results.into_iter().map(Result::ok).collect();
        assert_eq!(results, [Some(30), None, Some(10)]);
    }
}
