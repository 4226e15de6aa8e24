import { autocompletion, type CompletionContext, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { python } from '@codemirror/lang-python';
import { sql } from '@codemirror/lang-sql';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { getNonce } from 'get-nonce';
import { useEffect, useEffectEvent, useRef } from 'react';
import classes from './codemirror.module.css';

export type CodeLanguage = 'javascript' | 'json' | 'python' | 'sql' | 'text';

/** The names for what is begun. */
export type Suggest = (word: string) => readonly { readonly text: string; readonly detail: string }[];

const LANGUAGES: Readonly<Record<CodeLanguage, () => Extension>> = { javascript: () => javascript({ typescript: true }), json, python, sql: () => sql(), text: () => [] };

/** Offers names behind `{{`. */
const naming = (suggest: Suggest) => (context: CompletionContext) => {
  const begun = context.matchBefore(/\{\{[^{}\s]*/);
  if (!begun) return null;
  const closed = context.state.sliceDoc(context.pos, context.pos + 2) === '}}';
  return {
    from: begun.from + 2,
    options: suggest(begun.text.slice(2)).map(({ text, detail }) => ({ label: text, detail, apply: closed ? text : `${text}}}` })),
    filter: false,
  };
};

interface Place {
  readonly language: CodeLanguage;
  readonly value: string;
  readonly change: (text: string) => void;
  readonly suggest?: Suggest;
  readonly labelledBy: string;
  readonly invalid: boolean;
}

/** CodeMirror in a field. Tab leaves it, as it leaves every other field, so that nobody who has no mouse is caught in it. */
const CodeMirror = ({ language, value, change, suggest, labelledBy, invalid }: Place) => {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useEffectEvent(change);
  const names = useEffectEvent((word: string) => suggest?.(word) ?? []);
  const first = useEffectEvent(() => value);

  useEffect(() => {
    if (!place.current) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first(),
        extensions: [
          EditorView.cspNonce.of(getNonce() ?? ''),
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ override: [naming((word) => names(word))] }),
          syntaxHighlighting(classHighlighter),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-labelledby': labelledBy }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
          LANGUAGES[language](),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [language, labelledBy]);

  // What is typed comes back as a value; only what comes from elsewhere is put in.
  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={place} className={classes.code} data-invalid={invalid || undefined} />;
};

export default CodeMirror;
