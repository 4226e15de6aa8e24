import { createContext, useContext } from 'react';
import type { ActionField } from '@/api/types';
import type { Naming } from '@/components/Completing';
import type { CodeLanguage } from '@/components/code/codemirror';
import { begunAt, type Completion, completed, matchingCompletions } from './completion';
import { useTestWords } from './words';

/** The action that fields belong to: its type, and what it may name. */
export const OfAction = createContext<{ readonly type: string; readonly names: readonly Completion[] }>({ type: '', names: [] });

export const useNaming = (): Naming & { readonly matching: (word: string) => readonly { readonly text: string; readonly detail: string }[] } => {
  const t = useTestWords();
  const { names: all } = useContext(OfAction);
  const matching = (word: string) => matchingCompletions(all, word).map(({ text, from, detail }) => ({ text, detail: detail === '' ? t(`from.${from}`) : detail }));
  return {
    matching,
    offers: (text, caret) => {
      const begun = begunAt(text, caret);
      return begun ? matching(begun.word) : [];
    },
    put: (text, caret, name) => {
      const begun = begunAt(text, caret);
      return begun ? completed(text, begun, name) : { text, caret };
    },
  };
};

const SCRIPTS: Readonly<Record<string, CodeLanguage>> = { 'python.script': 'python', 'playwright.script': 'javascript', 'sql.sql': 'sql', 'http.body': 'json', 'kafka.value': 'json' };

/** In what language a field is written; null when it is an ordinary text. */
export const useLanguageOf = (field: Pick<ActionField, 'name'>): CodeLanguage | null => SCRIPTS[`${useContext(OfAction).type}.${field.name}`] ?? null;
