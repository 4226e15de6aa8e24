import { expect, it } from 'vitest';
import { launchOf, NEW_LAUNCH } from './launching';

it('sends what was said and leaves out what was left empty', () => {
  expect(launchOf('c', { ...NEW_LAUNCH, name: ' Novembre 2026 ', filiere: 'DEV', retries: 0, timeout: 90 })).toEqual({
    campain_id: 'c',
    name: 'Novembre 2026',
    filiere: 'DEV',
    stop_on_failure: false,
    retries: 0,
    timeout: 90,
  });
});
