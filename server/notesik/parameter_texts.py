"""The parameters that are written in one language or many: text, plural text, HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from notesik.documents import describe, join_path
from notesik.errors import Fault
from notesik.known_tags import tag_faults
from notesik.languages import LANGUAGE_CODE, Spoken, in_language, key_in
from notesik.merge_tags import compile_text
from notesik.parameter_types import Moment, Parameter, ParameterType, Value
from notesik.plural_texts import FORMS, compile_forms, form_faults
from notesik.sanitised_html import compile_html, html_faults

_T = TypeVar("_T")

Check = Callable[[Parameter, object, str], Iterator[Fault]]


def _in_languages(expected: str, check_one: Check) -> Check:
    """The check of what is written once for all, or for each language in it."""

    def check(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
        if not isinstance(value, str | Mapping):
            yield Fault(path, f"expected {expected}, or a mapping of languages to {expected}, got {describe(value)}")
        elif isinstance(value, str):
            yield from check_one(parameter, value, path)
        else:
            for language, text in value.items():
                where = join_path(path, str(language))
                if not LANGUAGE_CODE.fullmatch(str(language)):
                    yield Fault(where, f'"{language}" is no language; write a code such as en or ar-KW')
                yield from check_one(parameter, text, where)

    return check


def _check_one_text(parameter: Parameter, text: object, path: str) -> Iterator[Fault]:
    if not isinstance(text, str):
        yield Fault(path, f"expected text, got {describe(text)}")
        return
    if len(text) > parameter.max_length:
        yield Fault(path, f"may have {parameter.max_length} characters at most, has {len(text)}")
    yield from tag_faults(text, path)


_check_text = _in_languages("text", _check_one_text)


def _spoken(texts: Mapping[str, _T], say: Callable[[_T, Moment], str]) -> Value:
    """The one of ``texts`` in the language of the moment, or that which stands in for it."""

    def value(moment: Moment) -> Spoken:
        key = key_in(texts, moment.language)
        return Spoken(say(texts[key], moment), key)

    return value


def _compile_text(parameter: Parameter, value: Any) -> Value:
    if isinstance(value, str):
        text = compile_text(value, "")
        return lambda moment: text.render(moment.tags)
    texts = {language.lower(): compile_text(text, "") for language, text in value.items()}
    return _spoken(texts, lambda text, moment: text.render(moment.tags))


def _check_plural(parameter: Parameter, value: object, path: str) -> Iterator[Fault]:
    if isinstance(value, Mapping) and value and set(value) <= set(FORMS):
        yield Fault(path, "plural forms belong to a language, such as {en: {one: …, other: …}}")
        return
    if not isinstance(value, Mapping):
        yield from _check_text(parameter, value, path)
        return
    for language, forms in value.items():
        where = join_path(path, str(language))
        if isinstance(forms, Mapping) and LANGUAGE_CODE.fullmatch(str(language)):
            yield from form_faults(str(language), forms, where)
            for form, text in forms.items():
                yield from _check_one_text(parameter, text, join_path(where, str(form)))
        else:
            yield from _check_text(parameter, {language: forms}, path)


def _compile_plural(parameter: Parameter, value: Any) -> Value:
    if isinstance(value, str):
        text = compile_text(value, "")
        return lambda moment: text.render(moment.tags)
    texts = {language.lower(): compile_forms(language, forms) for language, forms in value.items()}
    return _spoken(texts, lambda text, moment: text(moment.number).render(moment.tags))


def _check_one_html(parameter: Parameter, html: object, path: str) -> Iterator[Fault]:
    if not isinstance(html, str):
        yield Fault(path, f"expected HTML, got {describe(html)}")
    elif len(html) > parameter.max_length:
        yield Fault(path, f"may have {parameter.max_length} characters at most, has {len(html)}")
    else:
        yield from html_faults(html, path)


_check_html = _in_languages("HTML", _check_one_html)


def _compile_html(parameter: Parameter, value: Any) -> Value:
    by_language = value if isinstance(value, Mapping) else {"en": value}
    compiled = {language.lower(): compile_html(html) for language, html in by_language.items()}
    return lambda moment: in_language(compiled, moment.language)(moment.tags)


def languages_of(declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages, in lower case, of the text that speaks for all: the first that is required, else the first that is
    ``given``. None where it is written once for all."""
    text = _main_text(declared, given)
    return tuple(language.lower() for language in text) if isinstance(text, Mapping) else ()


def _main_text(declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> Any:
    for name, parameter in sorted(declared.items(), key=lambda item: not item[1].required):
        value = given.get(name)
        if value and parameter.type in TEXTS:
            return value
        if value and parameter.required and parameter.type == "list":
            needed = {name: field for name, field in parameter.fields.items() if field.required}
            if found := _main_text(needed, value[0]):
                return found
    return None


TEXTS: dict[str, ParameterType] = {
    "text": ParameterType(_check_text, _compile_text),
    "plural": ParameterType(_check_plural, _compile_plural),
    "html": ParameterType(_check_html, _compile_html),
}
