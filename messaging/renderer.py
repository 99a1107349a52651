"""
`MessageRenderer` with Jinja: one file for each message, version and language in `messaging/templates`.

A file "NTF-05.v1.es.j2" has two blocks, `subject` and `body`; the body is HTML, from which the plain text is made, so
that both always say the same. A version that was ever sent is never changed: a new wording is a new file with the
next number (`versions.json` holds them to it). Every datum that a template names must be given, None included.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, UndefinedError, meta, nodes

from domain.errors import MissingData, UnknownRule
from domain.model.messages import Language, MessageParameters, Rendered
from domain.protocol.messages.links import SAMPLE_LINKS
from messaging.plain_text import plain_text

TEMPLATES: Final = Path(__file__).parent / "templates"
_FILE_NAME: Final = re.compile(r"(?P<message>[A-Z][A-Z0-9-]+)\.v(?P<version>\d+)\.(?P<language>es|en)\.j2")
_TAGS: Final = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """
    One template file, as the API lists it.

    Attributes:
        message: NTF id, or the name of a notice.
        version: "NTF-05.v1".
        parameters: Names of the data it is filled with.
    """

    message: str
    version: str
    number: int
    language: Language
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Loaded:
    info: TemplateInfo
    template: Template
    names: frozenset[str]


class JinjaRenderer:
    """
    Renders the packaged templates; see `domain.ports.casework.MessageRenderer`.

    Args:
        folder: Where the templates are.
    """

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._newest = self._load(folder)

    @property
    def catalogue(self) -> tuple[TemplateInfo, ...]:
        """The templates in use, by message and language."""
        return tuple(found.info for _, found in sorted(self._newest.items()))

    def render(
        self, template: str, language: Language, parameters: MessageParameters, links: Mapping[str, str] = SAMPLE_LINKS
    ) -> Rendered:
        """
        See `MessageRenderer.render`. A message without an English version is rendered in Spanish.

        Raises:
            MissingData: With every datum that is not given.
            UnknownRule: There is no such template.
        """
        found = self._newest.get((template, language)) or self._newest.get((template, Language.ES))
        if found is None:
            raise UnknownRule(f"No hay plantilla para el mensaje «{template}».", rule=template)
        missing = tuple(sorted(found.names - parameters.keys()))
        if missing:
            raise _lacking(template, missing)
        try:
            given = {**parameters, **SAMPLE_LINKS, **links}
            body = found.template.render(given)
            context = found.template.new_context(given)
            subject = "".join(found.template.blocks["subject"](context))
        except UndefinedError as undefined:
            raise _lacking(template, (str(undefined.message),)) from undefined
        return Rendered(
            subject=" ".join(html.unescape(_TAGS.sub("", subject)).split()),
            text=plain_text(body),
            html=body,
            template_version=found.info.version,
        )

    def _load(self, folder: Path) -> Mapping[tuple[str, Language], _Loaded]:
        files = [match for path in sorted(folder.glob("*.j2")) if (match := _FILE_NAME.fullmatch(path.name))]
        newest: dict[tuple[str, Language], re.Match[str]] = {}
        for match in sorted(files, key=lambda each: int(each["version"])):
            newest[match["message"], Language(match["language"])] = match
        return {key: self._loaded(match, folder) for key, match in newest.items()}

    def _loaded(self, match: re.Match[str], folder: Path) -> _Loaded:
        tree = self._environment.parse((folder / match[0]).read_text(encoding="utf-8"))
        imported = {
            name if isinstance(name, str) else name[1]
            for node in tree.find_all(nodes.FromImport)
            for name in node.names
        }
        asked = meta.find_undeclared_variables(tree) - imported - SAMPLE_LINKS.keys()
        info = TemplateInfo(
            message=match["message"],
            version=f"{match['message']}.v{match['version']}",
            number=int(match["version"]),
            language=Language(match["language"]),
            parameters=tuple(sorted(asked)),
        )
        return _Loaded(info, self._environment.get_template(match[0]), frozenset(asked))


def _lacking(template: str, missing: tuple[str, ...]) -> MissingData:
    return MissingData(
        f"Para preparar el mensaje falta: {', '.join(missing)}.",
        missing=missing,
        rule=template,
        field=("parameters", missing[0]),
    )
