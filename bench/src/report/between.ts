/** A document with what stands between two marks replaced. @throws Error where it has no such marks. */
export function between(document: string, mark: string, text: string): string {
  const [start, end] = [`<!-- ${mark}:start -->`, `<!-- ${mark}:end -->`];
  const [before, rest] = document.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the document has no ${start} … ${end}`);
  return `${before}${start}\n\n${text}\n\n${end}${after}`;
}
