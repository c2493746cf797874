/**
 * Shows a list so that what did not change stays the same element: focus, open details and a screen reader's place
 * survive every live update. Children without a key, such as a table's head, are not the list's and stay.
 *
 * @param {Element} container
 * @param {readonly any[]} items in the order in which they are shown.
 * @param {{ key: (item: any) => string, signature?: (item: any) => string, build: (item: any) => Element }} how
 *   `signature` tells whether an item must be built anew; without it an item never changes.
 */
export function showList(container, items, { key, signature = () => '', build }) {
  const own = () => [...container.children].filter((child) => child.dataset.key !== undefined);
  const shown = new Map(own().map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const [name, state] = [key(item), signature(item)];
    const current = shown.get(name);
    if (current !== undefined && current.dataset.signature === state) return current;
    const built = build(item);
    built.dataset.key = name;
    built.dataset.signature = state;
    return built;
  });
  const kept = new Set(wanted);
  for (const child of own()) if (!kept.has(child)) child.remove();
  let next = own()[0] ?? null;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else container.insertBefore(child, next);
  }
}
