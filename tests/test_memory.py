"""What a process remembers of public rows, and what it must not."""

from types import SimpleNamespace

from twinning import memory


def test_value_is_made_once() -> None:
    made = []
    for _time in range(2):
        assert memory.recall("key", lambda: made.append(1) or len(made)) == 1


def test_staff_get_a_value_of_their_own_that_nobody_else_sees() -> None:
    editor = SimpleNamespace(is_staff=True)
    assert memory.recall_for(editor, "key", lambda: "draft") == "draft"
    assert memory.recall_for(SimpleNamespace(is_staff=False), "key", lambda: "public") == "public"
    assert memory.recall_for(editor, "key", lambda: "draft") == "draft"


def test_what_was_read_before_a_save_is_not_remembered_after_it() -> None:
    def read_while_somebody_saves() -> str:
        memory.forget()
        return "old"

    assert memory.recall("key", read_while_somebody_saves) == "old"
    assert memory.recall("key", lambda: "new") == "new"
