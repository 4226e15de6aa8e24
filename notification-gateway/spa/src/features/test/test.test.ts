import { describe, expect, it } from 'vitest';
import type { Json, VariableGroup } from '@/api/types';
import { begunAt, completed, completions, filledBy } from './completion';
import { anyWithin, contentOfDraft, draftOf, EMPTY, isChanged, newStep, newVariable, without, withMember } from './draft';
import { numberOfText, textOfValue, valueOfText } from './values';

const ENVIRONMENT: readonly VariableGroup[] = [{ key: 'base_url', root: null, variables: [] }];

describe('a value that may be anything', () => {
  it.each<[string, Json | undefined]>([
    ['200', 200],
    ['2xx', '2xx'],
    ['"200"', '200'],
    ['{"a": [1]}', { a: [1] }],
    ['{{app.body}}', '{{app.body}}'],
    ['null', null],
    ['  ', undefined],
    ['{"a"', '{"a"'],
  ])('is what %s means', (text, expected) => expect(valueOfText(text)).toEqual(expected));

  it.each<Json>(['200', 'a', '', 'true', 7, null, ['a', { b: 1 }], '{{x}}', ' '])('%j comes back from its text', (value) => expect(valueOfText(textOfValue(value))).toEqual(value));

  it('that is a number may be said by a variable', () => {
    expect(numberOfText('1,5')).toBe(1.5);
    expect(numberOfText('{{patience}}')).toBe('{{patience}}');
    expect(numberOfText(' ')).toBeUndefined();
  });
});

describe('completion', () => {
  it('begins behind two braces and ends with them', () => {
    const text = 'GET {{ba/health';
    const begun = begunAt(text, 8);
    expect(begun).toEqual({ at: 6, word: 'ba' });
    expect(begun && completed(text, begun, 'base_url')).toEqual({ text: 'GET {{base_url}}/health', caret: 16 });
  });

  it('does not write closing braces twice', () => {
    const begun = begunAt('{{b}}/x', 3);
    expect(begun && completed('{{b}}/x', begun, 'base_url').text).toBe('{{base_url}}/x');
  });

  it.each([
    ['{ba', 3],
    ['{{a}} b', 7],
    ['{{a b', 5],
  ])('is not offered in %s', (text, caret) => expect(begunAt(text, caret)).toBeNull());

  it('knows what the actions before fill', () => {
    const steps = [newStep('http', { extract: { token: '$.token' }, output_mapping: { http_status_code: 'code' } }), newStep('var', { operation: 'set', name: 'n', value: 1 })];
    expect(steps.flatMap(filledBy)).toEqual(['code', 'token', 'n']);
    const names = completions(ENVIRONMENT, [newVariable('token')], steps).map(({ text }) => text);
    expect(names).toEqual(['app.token', 'app.code', 'app.n', 'base_url', 'test.test_id', 'test.campain_id', 'test.files_dir', 'test.work_dir']);
  });
});

describe('a draft', () => {
  it('is unchanged until something of it is', () => {
    const content = { ...EMPTY, name: 'a', actions: [{ type: 'pause', value: { duration: 1 } }] };
    const draft = draftOf(content);
    expect(isChanged(draft, content)).toBe(false);
    expect(isChanged({ ...draft, actions: [newStep('pause', { duration: 2 })] }, content)).toBe(true);
  });

  it('says why a test is quarantined only when it is', () => {
    expect(contentOfDraft({ ...draftOf(EMPTY), quarantine_reason: 'x' }).quarantine_reason).toBeNull();
  });

  it('lets go of a member that has no value', () => {
    expect(withMember({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 });
    expect(withMember({ a: 1 }, 'b', null)).toEqual({ a: 1, b: null });
  });

  it('keeps the faults of other places when one is changed', () => {
    const faults = { 'actions[1].value.url': 'x', 'actions[10].type': 'y', name: 'z' };
    expect(anyWithin(faults, 'actions[1]')).toBe(true);
    expect(without(faults, 'actions[1]')).toEqual({ 'actions[10].type': 'y', name: 'z' });
  });
});
