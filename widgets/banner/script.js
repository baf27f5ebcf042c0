/** Counts on from what the server has rendered: a wrong clock does no harm, and the end is the same for everybody. */
export default ({ root }) => {
  const timer = root.querySelector(".timer");
  if (!timer) return;
  const until = Date.now() + +timer.dataset.left;
  const pause = timer.nextElementSibling;
  pause.hidden = false;
  const ticking = setInterval(
    () => {
      let left = until - Date.now();
      const isLastHour = left < 36e5;
      if (document.hidden || pause.control.checked) return;
      if (left < 0) root.firstElementChild.classList.add("over");
      for (const figure of timer.querySelectorAll("b")) {
        const size = +figure.dataset.ms;
        const count = Math.floor(left / size);
        left %= size;
        figure.textContent = `${count}`.padStart(size < 864e5 ? 2 : 1, 0);
        // Days and hours while there are some, minutes always, seconds in the last hour.
        figure.parentNode.hidden = size < 6e4 ? !isLastHour : size > 6e4 && until - Date.now() < size;
      }
    },
    matchMedia("(prefers-reduced-motion:reduce)").matches ? 6e4 : 1e3,
  );
  return () => clearInterval(ticking);
};
