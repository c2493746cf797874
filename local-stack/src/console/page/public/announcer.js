import { element } from './element.js';

const KEPT = 10;

/** Says aloud, to whoever listens instead of looking, what happens elsewhere on the page; one thing after the other. */
export function startAnnouncer(region) {
  return (text) => {
    region.append(element('p', {}, text));
    while (region.childElementCount > KEPT) region.firstElementChild.remove();
  };
}
