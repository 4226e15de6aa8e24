import type { Json, JsonObject } from '@/api/types';

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

/** What a field that takes anything means by a text: JSON where it is JSON, and else the text as it stands. So `200` is a number and `2xx` a text. */
export const valueOfText = (text: string): Json | undefined => (text.trim() === '' ? undefined : (parsed(text) ?? (text.trim() === 'null' ? null : text)));

/** The text that means this value: a text that would be read as JSON stands in quotes. */
export const textOfValue = (value: Json | undefined): string => {
  if (value === undefined) return '';
  if (typeof value === 'string') return parsed(value) === undefined && value.trim() !== '' ? value : JSON.stringify(value);
  return JSON.stringify(value, null, 2);
};

/** A number where the text is one, and else the text: `{{patience}}` is a number only when the test runs. */
export const numberOfText = (text: string): Json | undefined => {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(trimmed.replace(',', '.'));
  return Number.isFinite(number) ? number : trimmed;
};

/** The names of an object in which a name may stand twice, or be missing, while somebody types. */
export const membersOf = (value: Json | undefined): readonly (readonly [string, Json])[] => (isObject(value) ? Object.entries(value) : []);
