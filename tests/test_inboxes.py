"""The inbox takes each campaign's message once, and shows what still is there."""

from __future__ import annotations

from msgspec.structs import replace

from notesik.catalogue import Catalogue
from notesik.inboxes import MAX_CARDS, panel_of, unread_count, with_messages
from notesik.visitors import MAX_INBOX, InboxMessage, Visitor
from sample_events import NOW_MS, PRODUCTS

CATALOGUE = Catalogue(PRODUCTS.values())
READ = replace(Visitor(), inbox={"hello": InboxMessage("a", NOW_MS, NOW_MS + 1)})


def test_a_message_arrives_unread() -> None:
    visitor = with_messages(Visitor(), [("hello", "a")], NOW_MS)
    assert visitor.inbox == {"hello": InboxMessage("a", NOW_MS)}
    assert unread_count(visitor, {"hello"}) == 1


def test_a_message_comes_once_and_stays_read() -> None:
    assert with_messages(READ, [("hello", "b")], NOW_MS + 5) is READ
    assert unread_count(READ, {"hello"}) == 0


def test_what_is_no_longer_there_is_not_counted() -> None:
    assert unread_count(with_messages(Visitor(), [("hello", "a")], NOW_MS), ()) == 0


def test_an_inbox_keeps_its_newest_messages() -> None:
    visitor = Visitor()
    for number in range(MAX_INBOX + 5):
        visitor = with_messages(visitor, [(f"c{number}", "a")], NOW_MS + number)
    assert set(visitor.inbox) == {f"c{number}" for number in range(5, MAX_INBOX + 5)}


def test_the_panel_shows_messages_newest_first_and_leaves_out_those_that_are_gone() -> None:
    visitor = with_messages(READ, [("news", "a"), ("gone", "a")], NOW_MS + 9)
    panel = panel_of(visitor, CATALOGUE, {("hello", "a"): lambda: "<p>Hello", ("news", "a"): lambda: "<p>News"})
    assert [(message.html, message.is_unread) for message in panel.messages] == [("<p>News", True), ("<p>Hello", False)]
    assert panel.unread == 1


def test_a_variant_that_was_taken_out_is_gone() -> None:
    assert panel_of(READ, CATALOGUE, {("hello", "b"): lambda: "<p>Hello"}).messages == []


def test_the_panel_shows_products_that_the_catalogue_knows_and_not_too_many() -> None:
    visitor = replace(Visitor(), viewed=("gone", "tent", "bike"), wishlist=("bike",))
    panel = panel_of(visitor, CATALOGUE, {})
    assert [product.id for product in panel.viewed] == ["tent", "bike"]
    assert [product.id for product in panel.wishlist] == ["bike"]
    many = replace(Visitor(), viewed=("bike", "tent") * MAX_CARDS)
    assert len(panel_of(many, CATALOGUE, {}).viewed) == MAX_CARDS
