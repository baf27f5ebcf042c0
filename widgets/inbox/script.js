/**
 * The corner's button opens the panel, whose content is asked for each time. Messages that are seen are told once each;
 * their marks stay until the next opening.
 */
export default ({ root, ask, track, tellSeen }) => {
  const [opener, count, dialog, { dataset }, retry, panel] = root.querySelectorAll(
    ".opener,.count,dialog,.sheet,.retry,.panel",
  );
  const load = async () => {
    dataset.state = "loading";
    try {
      panel.replaceChildren(await ask("inbox"));
      dataset.state = "ready";
      readShown();
    } catch {
      dataset.state = "failed";
    }
  };
  const readShown = () => {
    for (const message of panel.querySelectorAll("[data-notesik-unread]")) {
      if (message.offsetHeight) {
        const { notesikCampaign: campaign, notesikVariant: variant } = message.dataset;
        message.removeAttribute("data-notesik-unread");
        tellSeen("Message Read", { campaign, variant });
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
    track("Inbox Opened", {});
    dialog.showModal();
    dialog.querySelector("h2")?.focus();
    load();
  };
  return () => dialog.close();
};
