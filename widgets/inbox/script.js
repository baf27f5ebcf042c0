/**
 * The corner's button opens the panel: its content comes by act("open-inbox") as {html: DocumentFragment}, its styles with it.
 * Messages that are seen are reported once each by act("read-message", {campaign}); their marks stay until the next opening.
 */
export default ({ root, act }) => {
  const [opener, count, dialog, { dataset }, retry, panel] = root.querySelectorAll(
    ".opener,.count,dialog,.sheet,.retry,.panel",
  );
  const load = async () => {
    dataset.state = "loading";
    try {
      panel.replaceChildren((await act("open-inbox")).html);
      dataset.state = "ready";
      readShown();
    } catch {
      dataset.state = "failed";
    }
  };
  const readShown = () => {
    for (const message of panel.querySelectorAll("[data-notesik-unread]")) {
      if (message.offsetHeight) {
        message.removeAttribute("data-notesik-unread");
        act("read-message", { campaign: message.dataset.notesikCampaign });
        count.hidden = true;
      }
    }
  };
  // Above a bar that the page itself has at the lower edge of the window.
  for (const element of document.elementsFromPoint(opener.offsetLeft + 28, innerHeight - 8)) {
    const height = innerHeight - element.getBoundingClientRect().top;
    if (getComputedStyle(element).position === "fixed" && height < 160) opener.style.marginBlockEnd = height + "px";
  }
  panel.onchange = readShown;
  retry.onclick = load;
  opener.onclick = () => {
    dialog.showModal();
    dialog.querySelector("h2").focus();
    load();
  };
  return () => dialog.close();
};
