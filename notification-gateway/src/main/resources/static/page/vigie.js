/** The small page: log in, campaigns, launch, watch a report live. */
import { call, intention } from './api.js';
import { badge, el } from './elements.js';
import { showReport } from './report.js';
import { dateTime, words } from './words.js';

const main = document.querySelector('#main');
const session = document.querySelector('#session');

/** What the page that is shown must let go of before the next one. */
let leave = () => {};

const show = (...children) => main.replaceChildren(...children);

const notice = (text, kind = '') => el('p', { class: `notice ${kind}`, role: kind === 'bad' ? 'alert' : 'status' }, text);

const showLogin = (message) => {
  session.replaceChildren();
  const refusal = el('p', { class: 'refusal', role: 'alert' }, message ?? '');
  const email = el('input', { id: 'email', type: 'email', name: 'email', autocomplete: 'username', required: true });
  const password = el('input', { id: 'password', type: 'password', name: 'password', autocomplete: 'current-password', required: true });
  const button = el('button', { class: 'primary', type: 'submit' }, words.logIn);
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    refusal.textContent = '';
    try {
      await call('/api/login', { method: 'POST', body: { email: email.value, password: password.value } });
      await route();
    } catch (failure) {
      refusal.textContent = failure.message;
      button.disabled = false;
      password.focus();
    }
  };
  show(
    el(
      'form',
      { class: 'card login', onsubmit: submit },
      el('h1', {}, words.logIn),
      el('label', { htmlFor: 'email' }, words.email),
      email,
      el('label', { htmlFor: 'password' }, words.password),
      password,
      refusal,
      button,
    ),
  );
  email.focus();
};

const showUser = (user) =>
  session.replaceChildren(
    el('span', { class: 'user' }, user.name || user.email),
    el(
      'button',
      {
        type: 'button',
        onclick: async () => {
          await call('/api/logout', { method: 'POST' }).catch(() => {});
          leave();
          showLogin();
        },
      },
      words.logOut,
    ),
  );

const pager = (pagination, turn) => {
  if (!pagination || pagination.total_pages <= 1) return null;
  const { current_page: page, total_pages: pages } = pagination;
  return el(
    'nav',
    { class: 'pager', 'aria-label': words.page },
    el('button', { type: 'button', disabled: page <= 1, onclick: () => turn(page - 1) }, words.previous),
    el('span', {}, `${page} / ${pages}`),
    el('button', { type: 'button', disabled: page >= pages, onclick: () => turn(page + 1) }, words.next),
  );
};

const showCampaigns = async (page = 1) => {
  show(el('h1', {}, words.campaigns), notice(words.loading));
  const { data, pagination } = await call(`/api/campains?page=${page}`);
  const rows = data.map((campaign) =>
    el(
      'li',
      { class: 'row' },
      el(
        'a',
        { class: 'name', href: `#/campains/${encodeURIComponent(campaign._id)}` },
        campaign.name,
      ),
      el('span', { class: 'quiet' }, campaign.description ?? ''),
    ),
  );
  show(
    el('h1', {}, words.campaigns),
    rows.length ? el('ul', { class: 'card rows' }, rows) : notice(words.noCampaigns),
    pager(pagination, (next) => guarded(() => showCampaigns(next))) ?? '',
  );
};

const showCampaign = async (id) => {
  show(notice(words.loading));
  const campaign = await call(`/api/campains/${encodeURIComponent(id)}`);
  const list = el('div', { 'aria-live': 'off' }, notice(words.loading));
  show(
    el('p', {}, el('a', { href: '#/' }, `← ${words.campaigns}`)),
    el(
      'div',
      { class: 'heading' },
      el('h1', {}, campaign.name),
      el('button', { class: 'primary', type: 'button', onclick: () => guarded(() => openLaunch(id)) }, words.run),
    ),
    el('p', { class: 'quiet' }, campaign.description ?? ''),
    el('h2', {}, words.reports),
    list,
  );

  let timer = 0;
  let page = 1;
  const refresh = async () => {
    clearTimeout(timer);
    const { data, pagination } = await call(`/api/rapports?campain_id=${encodeURIComponent(id)}&page=${page}`);
    const turn = (next) => {
      page = next;
      guarded(refresh);
    };
    list.replaceChildren(
      data.length ? el('ul', { class: 'card rows' }, data.map(reportRow)) : notice(words.noReports),
      pager(pagination, turn) ?? '',
    );
    if (data.some((report) => report.status === 'pending' || report.status === 'running')) {
      timer = setTimeout(() => document.hidden || refresh().catch(() => {}), 3000);
    }
  };
  leave = () => clearTimeout(timer);
  await refresh();
};

const reportRow = (report) =>
  el(
    'li',
    { class: 'row report' },
    el('a', { class: 'name', href: `#/rapports/${encodeURIComponent(report._id)}` }, report.details ?? report._id),
    el('span', { class: 'quiet' }, dateTime(report.dateCreated)),
    el('span', { class: 'tag' }, report.filiere ?? ''),
    badge(report.status, words.statuses[report.status] ?? report.status),
    el('progress', { max: 100, value: report.progress ?? 0, 'aria-label': words.progress }),
    el('a', { class: 'button', href: `#/rapports/${encodeURIComponent(report._id)}`, 'aria-label': `${words.open} ${report.details ?? ''}` }, words.open),
  );

const openLaunch = async (campaign) => {
  const [{ name }, { filieres }] = await Promise.all([
    call(`/api/rapports/generate-name`),
    call('/api/rapports/filieres'),
  ]);
  let key = intention();
  const input = el('input', { id: 'report-name', value: name, required: true, maxLength: 200, 'aria-describedby': 'name-refusal' });
  const environment = el('select', { id: 'environment', required: true }, filieres.map((filiere) => el('option', { value: filiere }, filiere)));
  const stop = el('input', { id: 'stop', type: 'checkbox' });
  const refusal = el('p', { id: 'name-refusal', class: 'refusal', role: 'alert' }, filieres.length ? '' : words.noEnvironments);
  const launch = el('button', { class: 'primary', type: 'submit', disabled: !filieres.length }, words.launch);
  const submit = async (event) => {
    event.preventDefault();
    launch.disabled = true;
    launch.textContent = words.launching;
    refusal.textContent = '';
    try {
      const launched = await call('/api/rapports/execute', {
        method: 'POST',
        headers: { 'Idempotency-Key': key },
        body: { campain_id: campaign, name: input.value, filiere: environment.value, stop_on_failure: stop.checked },
      });
      dialog.close();
      location.hash = `#/rapports/${encodeURIComponent(launched.rapport_id)}`;
    } catch (failure) {
      refusal.textContent = failure.message;
      if (failure.status !== 0) key = intention();
      launch.disabled = false;
      launch.textContent = words.launch;
      input.focus();
    }
  };
  const dialog = el(
    'dialog',
    { class: 'card', 'aria-labelledby': 'launch-title', onclose: () => dialog.remove() },
    el(
      'form',
      // Another wish is another launch; the same one sent twice is not.
      { onsubmit: submit, oninput: () => (key = intention()) },
      el('h2', { id: 'launch-title' }, words.run),
      el('label', { htmlFor: 'report-name' }, words.reportName),
      input,
      refusal,
      el('label', { htmlFor: 'environment' }, words.environment),
      environment,
      el('label', { class: 'check', htmlFor: 'stop' }, stop, ' ', words.stopOnFailure),
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'button', onclick: () => dialog.close() }, words.cancel),
        launch,
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  input.select();
};

/** Runs a step of the page; what goes wrong is said on it. */
const guarded = async (step) => {
  try {
    await step();
  } catch (failure) {
    if (failure.status === 401) showLogin(words.expired);
    else main.append(notice(failure.message, 'bad'));
  }
};

const route = async () => {
  leave();
  leave = () => {};
  document.querySelector('dialog')?.remove();
  try {
    showUser(await call('/api/me'));
  } catch (failure) {
    if (failure.status === 401) return showLogin();
    return show(
      notice(failure.message, 'bad'),
      el('button', { type: 'button', onclick: route }, words.refresh),
    );
  }
  const [, place, id] = location.hash.split('/').map(decodeURIComponent);
  await guarded(async () => {
    if (place === 'campains' && id) await showCampaign(id);
    else if (place === 'rapports' && id) leave = showReport(main, id, () => showLogin(words.expired));
    else await showCampaigns();
  });
  main.focus({ preventScroll: true });
};

addEventListener('hashchange', route);
route();
