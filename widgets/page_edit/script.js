/**
 * Changes the page as soon as its elements are there, and again when the page has drawn them anew; after fifty times, a
 * page that always changes them back has its way. A list is sorted before the visitor has done anything, or not at all,
 * and stays so: nothing moves beneath a finger.
 */
export default ({ root, guard, look, watchPage }) => {
  const edits = JSON.parse(root.firstChild.dataset.edits);
  const undos = [];

  const change = (element, { done, text, set, hide, move, sort }) => {
    // A visitor's name must become neither code nor style.
    if (text && !element.matches("script,style") && element.textContent !== text) {
      const before = [...element.childNodes];
      element.textContent = text;
      undos.push(() => element.replaceChildren(...before));
    }
    if (done.includes(element)) return;
    const { parentNode, nextSibling } = element;
    if (move && !element.matches(":focus-within")) {
      document.querySelector(move.to)[move.by](element);
      // What stood behind it may be gone, or elsewhere.
      undos.push(() => parentNode.insertBefore(element, nextSibling?.parentNode === parentNode ? nextSibling : null));
    }
    if (sort && !scrollY && !navigator.userActivation?.hasBeenActive) {
      const product = (id) => element.querySelector(`[${sort.by}="${id}"]`)?.closest(sort.items) ?? [];
      element.querySelector(sort.items).before(...sort.order.flatMap(product));
    }
    done.push(element);
    const object = hide ? element.style : element;
    for (const name in set) {
      const before = hide ? object[name] : element.getAttribute(name);
      object[name] = set[name];
      undos.push(() => (before === null ? element.removeAttribute(name) : (object[name] = before)));
    }
    look(hide ? parentNode : element);
  };

  const apply = () => {
    // One whose selector, or whose place, is none stops no other.
    edits.map(guard((edit) => document.querySelectorAll(edit.at).forEach((element) => undos[49] || change(element, edit))));
  };
  const stop = watchPage(apply);
  apply();
  return () => {
    stop();
    undos.reverse().map((undo) => guard(undo)());
  };
};
