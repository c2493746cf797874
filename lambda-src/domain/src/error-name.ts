/** What went wrong, for a log line; an error's message may quote what must not be logged. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
