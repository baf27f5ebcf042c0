/**
 * The corner's button opens the panel: its content comes by act("open-inbox") as {html: DocumentFragment}, its styles with it.
 * Messages that are seen are reported once each by act("read-message", {campaign}); their marks stay until the next opening.
 */
export default function start({ root, act }) {
  const dialog = root.querySelector("dialog");
  const panel = root.querySelector('[data-part="panel"]');
  const count = root.querySelector(".count");

  const show = (state) => {
    panel.hidden = state !== "ready";
    for (const part of root.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
  };
  const load = async () => {
    show("loading");
    try {
      const { html } = await act("open-inbox");
      panel.replaceChildren(html);
      show("ready");
      readShown();
    } catch {
      show("failed");
    }
  };
  const readShown = () => {
    for (const message of panel.querySelectorAll('[role="tabpanel"]:not([hidden]) [data-notesik-unread]')) {
      message.removeAttribute("data-notesik-unread");
      act("read-message", { campaign: message.dataset.notesikCampaign });
      count.hidden = true;
    }
  };
  const choose = (tab) => {
    for (const other of panel.querySelectorAll('[role="tab"]')) {
      const isChosen = other === tab;
      other.setAttribute("aria-selected", isChosen);
      other.tabIndex = isChosen ? 0 : -1;
      root.getElementById(other.getAttribute("aria-controls")).hidden = !isChosen;
    }
    tab.focus();
    readShown();
  };

  const onClick = (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) choose(tab);
    else if (event.target.closest('[data-notesik-action="open-inbox"]')) {
      dialog.showModal();
      load();
    } else if (event.target.closest('[data-part="retry"]')) load();
    else if (event.target === dialog || event.target.closest('[data-part="shut"]')) dialog.close();
  };
  const onKey = (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (!tab) return;
    const tabs = [...panel.querySelectorAll('[role="tab"]')];
    const forward = getComputedStyle(tab).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const at = tabs.indexOf(tab);
    const step = event.key === forward ? 1 : -1;
    const goal = { Home: 0, End: tabs.length - 1, ArrowLeft: at + step, ArrowRight: at + step }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    choose(tabs[(goal + tabs.length) % tabs.length]);
  };

  root.addEventListener("click", onClick);
  root.addEventListener("keydown", onKey);
  return () => {
    root.removeEventListener("click", onClick);
    root.removeEventListener("keydown", onKey);
    if (dialog.open) dialog.close();
  };
}
