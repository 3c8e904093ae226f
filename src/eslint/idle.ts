/** Milliseconds in which nobody has asked for anything. */
const QUIET = 1000;
/** Milliseconds by which a timer may be late where nothing else is done. */
const LATE = 100;

/**
 * Calls `work` once when the process has had nothing to do for a second; only what was handed in last. A linter that is busy (it parses the
 * next file, another rule takes its time) lets the timer be late, and is not idle. Keeps no process alive.
 */
export function createIdle(now: () => number): (work: () => void) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (work: () => void): void => {
    const due = now() + QUIET;
    clearTimeout(timer);
    timer = setTimeout(() => (now() > due + LATE ? wait(work) : work()), QUIET);
    timer.unref();
  };
  return wait;
}
