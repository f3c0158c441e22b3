"""Write the guides as pages of ``docs/guides``: ``python -m presentation.guides``."""

from __future__ import annotations

from pathlib import Path

from presentation.formats import LANGUAGES
from presentation.guides import USERS, Task, guide
from presentation.words import Text

FOLDER = Path(__file__).parents[2] / "docs" / "guides"
PICTURES = FOLDER.parent / "screenshots"


def page(lang: str, user: str) -> str:
    """Return the guide of one kind of reader as Markdown.

    Args:
        lang: ``es`` or ``en``.
        user: One of :data:`USERS`.
    """
    guidance, t = guide(lang, user), Text(lang)
    lines = [f"# {guidance.title}", "", guidance.lead, ""]
    for task in guidance.tasks:
        begins = t("ayuda.begins", page=t(f"nav.{task.page}"), n=task.clicks)
        steps = [f"{at}. {step}" for at, step in enumerate(task.steps, 1)]
        lines += [f"## {task.want}", "", *steps, "", begins, "", picture(lang, task), ""]
    return "\n".join([*lines, guidance.beware, ""])


def picture(lang: str, task: Task) -> str:
    """Return the picture of the page where a task begins, of the view it is about if one is.

    Args:
        lang: Language of the reader.
        task: One of a user's.
    """
    ending = f"{'' if lang == LANGUAGES[0] else f'_{lang}'}.png"
    views = [f"{task.page}_{choice.lower()}" for choice in task.query.values()]
    names = [f"{name}{ending}" for name in (*views, task.page)]
    name = next(name for name in names if (PICTURES / name).is_file())
    return f"![{Text(lang)(f'nav.{task.page}')}](../../{PICTURES.name}/{name})"


if __name__ == "__main__":
    for lang in LANGUAGES:
        (FOLDER / lang).mkdir(parents=True, exist_ok=True)
        for user in USERS:
            (FOLDER / lang / f"{user}.md").write_text(page(lang, user), encoding="utf-8")
