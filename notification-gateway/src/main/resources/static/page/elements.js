/** Builds the page's elements. What people wrote only ever becomes text. */

/** An element with properties, `on…` listeners, `data`/`aria` attributes, and children; a string child becomes text. */
export const el = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name in element && !name.includes('-')) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
};

const ICONS = { pending: '○', running: '▶', completed: '✔', passed: '✔', failed: '✖', skipped: '»', cancelling: '■' };

/** A status as icon, colour and words. */
export const badge = (status, text) =>
  el('span', { class: `badge ${status}` }, el('span', { class: 'icon', 'aria-hidden': 'true' }, ICONS[status] ?? '○'), ' ', el('span', {}, text));
