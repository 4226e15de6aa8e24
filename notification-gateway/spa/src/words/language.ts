import i18next, { type i18n } from 'i18next';
import { useSyncExternalStore } from 'react';

/** The languages of the page: French gives the words that the seeds know, English stands beside it. */
export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = 'vigie.language';
const isLanguage = (word: string | null | undefined): word is Language => word === 'fr' || word === 'en';

const preferred = (): Language => {
  const kept = localStorage.getItem(KEPT);
  return isLanguage(kept) ? kept : (navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'fr');
};

const languages: i18n = i18next.createInstance();
void languages.init({
  lng: preferred(),
  fallbackLng: 'fr',
  resources: {},
  interpolation: { escapeValue: false },
  initAsync: false,
});

const announce = () => (document.documentElement.lang = languages.language);
languages.on('languageChanged', announce);
announce();

/** The language that the page speaks now; also what the services are asked to answer in. */
export const language = (): Language => (isLanguage(languages.language) ? languages.language : 'fr');

/** How dates and numbers are written: as the browser's owner does where that is the language of the page. */
export const locale = (): string => navigator.languages.find((tag) => tag.slice(0, 2) === language()) ?? language();

export const speak = (chosen: Language) => {
  localStorage.setItem(KEPT, chosen);
  void languages.changeLanguage(chosen);
};

const onChange = (listener: () => void) => {
  languages.on('languageChanged', listener);
  return () => languages.off('languageChanged', listener);
};

interface Words {
  readonly [key: string]: string | Words;
}
type Like<T> = { readonly [K in keyof T]: T[K] extends string ? string : Like<T[K]> };
type Plural<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` | `${infer Base}_many` ? Base : K;
type Key<T> = { [K in keyof T & string]: T[K] extends string ? Plural<K> : `${K}.${Key<T[K]>}` }[keyof T & string];
export type Say<T> = (key: Key<T>, values?: Readonly<Record<string, string | number>>) => string;

/**
 * The sentences of one feature in both languages. A key of one that the other lacks does not compile. Plurals are i18next's: `tests_one` and `tests_other`
 * are asked for as `tests` with a `count`.
 *
 * @returns a hook that gives the function to say them with
 */
export const wordsOf = <const T extends Words>(feature: string, french: T, english: Like<T>): (() => Say<T>) => {
  languages.addResourceBundle('fr', feature, french);
  languages.addResourceBundle('en', feature, english);
  // Made once: a list draws thousands of rows, and each of them speaks.
  const says = { fr: languages.getFixedT('fr', feature) as Say<T>, en: languages.getFixedT('en', feature) as Say<T> };
  return () => says[useSyncExternalStore(onChange, language)];
};
