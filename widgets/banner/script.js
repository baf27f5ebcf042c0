/** Counts on from what the server has rendered: a wrong clock does no harm, and the end is the same for everybody. */
export default ({ root }) => {
  const timer = root.querySelector(".timer");
  if (!timer) return;
  const until = Date.now() + +timer.dataset.left;
  const pause = timer.nextElementSibling;
  pause.hidden = false;
  const ticking = setInterval(() => {
    const left = until - Date.now();
    if (document.hidden || pause.control.checked) return;
    root.firstElementChild.classList.toggle("over", left < 0);
    let rest = left;
    for (const figure of timer.querySelectorAll("b")) {
      const size = +figure.dataset.ms;
      figure.textContent = `${Math.floor(rest / size)}`.padStart(size < 864e5 ? 2 : 1, 0);
      // Days and hours while there are some, minutes always, seconds in the last hour.
      figure.parentNode.hidden = size < 6e4 ? left >= 36e5 : size > 6e4 && left < size;
      rest %= size;
    }
  }, 1e3);
  return () => clearInterval(ticking);
};
