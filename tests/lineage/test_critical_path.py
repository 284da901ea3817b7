"""The chain of tasks that determined the end of a run: by hand, as a property, and asked of stored runs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lineage.critical_path import Task, critical_path, gain_of, worth_shortening


def test_the_chain_goes_back_from_what_ended_last():
    tasks = {
        1: Task(0, 10),
        2: Task(10, 40, (1,)),
        3: Task(12, 20, (1,)),
        4: Task(45, 60, (2, 3)),
        5: Task(5, 8),
    }
    chain, placed = critical_path(tasks, -2)
    assert chain == [1, 2, 4]
    assert [(placed[key].wait, placed[key].slack) for key in (1, 2, 4)] == [(2, 0), (0, 0), (5, 0)]
    assert (placed[3].before, placed[3].wait, placed[3].slack) == (1, 2, 20)
    assert (placed[5].before, placed[5].slack) == (None, 52)
    # Without the run of 2, task 4 would have waited for 3.
    assert [gain_of(tasks, placed, key) for key in (1, 2, 4, 3)] == [10, 20, 15, 0]
    assert worth_shortening(tasks, placed, chain) == (2, 20)


def test_a_dependency_that_ended_later_was_not_waited_for():
    tasks = {1: Task(0, 50), 2: Task(10, 60, (1,)), 3: Task(0, 9)}
    assert critical_path(tasks, 0)[0] == [2]
    assert critical_path({}, 0) == ([], {})


@st.composite
def runs(draw):
    """Tasks that depend on earlier ones, each begun some time after the last of them ended."""
    tasks = {}
    for key in range(draw(st.integers(1, 12))):
        after = tuple(sorted(draw(st.sets(st.integers(0, key - 1), max_size=3)))) if key else ()
        begun = max((tasks[other].end for other in after), default=0) + draw(st.integers(0, 20))
        tasks[key] = Task(begun, begun + draw(st.integers(0, 30)), after)
    return tasks


def end_of(tasks, longer):
    """The end of a run in which one task takes so much longer, by following every dependency."""
    ends = {}
    for key, task in tasks.items():
        wait = task.start - max((tasks[o].end for o in task.after), default=0)
        begun = max((ends[o] for o in task.after), default=0) + wait
        ends[key] = begun + task.end - task.start + longer.get(key, 0)
    return max(ends.values())


@given(runs())
def test_slack_is_what_a_task_may_be_late_by_and_gain_what_its_run_costs(tasks):
    chain, placed = critical_path(tasks, 0)
    end = end_of(tasks, {})
    assert tasks[chain[-1]].end == end
    assert sum(placed[key].wait + tasks[key].end - tasks[key].start for key in chain) == end
    for key, task in tasks.items():
        assert end_of(tasks, {key: placed[key].slack}) == end
        assert end_of(tasks, {key: placed[key].slack + 1}) == end + 1
        assert end - gain_of(tasks, placed, key) == end_of(tasks, {key: task.start - task.end})
    assert all(placed[key].slack == 0 for key in chain)
