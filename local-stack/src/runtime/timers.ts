/** Starts a timer; gives what stops it. */
export type StartTimer = (ms: number, action: () => void) => () => void;

/** The system's own timer, once. */
export const startSystemTimer: StartTimer = (ms, action) => {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
};
