/** Opens the dialog (the browser moves the focus in and back), closes it by Escape or a press beside it, copies a coupon. */
export default function start({ root, close }) {
  const dialog = root.querySelector("dialog");
  let pressedBeside = false;

  const listeners = [
    ["cancel", (event) => {
      event.preventDefault();
      close("escape");
    }],
    // Both press and release beside the sheet: whoever selects text and lets go outside does not mean to leave.
    ["pointerdown", (event) => { pressedBeside = event.target === dialog; }],
    ["click", (event) => {
      if (event.target === dialog && pressedBeside) close("backdrop");
      const button = event.target.closest('[data-notesik-action="copy"]');
      if (button) copy(button, root.querySelector(".said"));
    }],
  ];
  for (const [name, listener] of listeners) dialog.addEventListener(name, listener);
  dialog.showModal();

  return () => {
    for (const [name, listener] of listeners) dialog.removeEventListener(name, listener);
    dialog.close();
  };
}

async function copy(button, said) {
  try {
    await navigator.clipboard.writeText(button.dataset.notesikCode);
    button.classList.add("copied");
    said.textContent = said.dataset.copied;
  } catch {
    said.textContent = said.dataset.failed; // no permission, or a page without https
  }
}
