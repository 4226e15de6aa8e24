import { Combobox, type ComboboxStore, Text, Textarea, TextInput, useCombobox } from '@mantine/core';
import { type ChangeEvent, type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react';

/** One name that may be put in. */
export interface Offer {
  readonly text: string;
  readonly detail: string;
}

/** What is being named at the caret, and what a text becomes by naming it. */
export interface Naming {
  readonly offers: (text: string, caret: number) => readonly Offer[];
  readonly put: (text: string, caret: number, name: string) => { readonly text: string; readonly caret: number };
}

interface Field {
  readonly label?: string;
  readonly ariaLabel?: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly placeholder?: string | undefined;
  readonly value: string;
  readonly change: (text: string) => void;
  readonly naming: Naming;
  /** Several lines, growing with what is in them. */
  readonly lines?: boolean;
  readonly monospace?: boolean;
}

type Place = HTMLInputElement & HTMLTextAreaElement;

/** A text field that offers names as they are begun; the arrows choose, Enter takes, Escape closes. */
export const Completing = ({ label, ariaLabel, value, change, naming, lines = false, monospace = false, ...rest }: Field) => {
  const place = useRef<Place>(null);
  const combobox = useCombobox();
  const [offers, setOffers] = useState<readonly Offer[]>([]);
  const opened = combobox.dropdownOpened && offers.length > 0;

  const look = (text: string, caret: number) => {
    const found = naming.offers(text, caret);
    setOffers(found);
    if (found.length === 0) {
      combobox.closeDropdown();
    } else {
      combobox.openDropdown();
      combobox.selectFirstOption();
    }
  };
  const take = (name: string) => {
    const next = naming.put(value, place.current?.selectionStart ?? value.length, name);
    change(next.text);
    combobox.closeDropdown();
    setCaretAfterRender(place, next.caret);
  };
  const field = {
    ...(label === undefined ? {} : { label }),
    'aria-label': ariaLabel,
    ref: place,
    value,
    ...rest,
    styles: monospace ? { input: { fontFamily: 'var(--mantine-font-family-monospace)' } } : {},
    onChange: (event: ChangeEvent<Place>) => {
      change(event.currentTarget.value);
      look(event.currentTarget.value, event.currentTarget.selectionStart);
    },
    onBlur: () => combobox.closeDropdown(),
    onKeyDown: (event: KeyboardEvent<Place>) => chosenByKey(event, opened, combobox),
  };
  return (
    <Combobox store={combobox} onOptionSubmit={take} withinPortal position="bottom-start" width={340}>
      <Combobox.Target withKeyboardNavigation={false} withExpandedAttribute={opened} targetType="input">
        {lines ? <Textarea autosize minRows={2} maxRows={16} {...field} /> : <TextInput {...field} />}
      </Combobox.Target>
      <Combobox.Dropdown hidden={!opened}>
        <Combobox.Options mah={260} style={{ overflowY: 'auto' }} aria-label={ariaLabel ?? label ?? ''}>
          {offers.map(({ text, detail }) => (
            <Combobox.Option key={text} value={text}>
              <Text size="sm" ff="monospace">{`{{${text}}}`}</Text>
              {detail !== '' && (
                <Text size="xs" c="dimmed" truncate>
                  {detail}
                </Text>
              )}
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
};

/** React puts the new text in first, which sends the caret to its end. */
const setCaretAfterRender = (place: RefObject<Place | null>, caret: number) => requestAnimationFrame(() => place.current?.setSelectionRange(caret, caret));

const chosenByKey = (event: KeyboardEvent, opened: boolean, combobox: ComboboxStore) => {
  if (!opened) return;
  const acts: Readonly<Record<string, () => unknown>> = {
    ArrowDown: () => combobox.selectNextOption(),
    ArrowUp: () => combobox.selectPreviousOption(),
    Enter: () => combobox.clickSelectedOption(),
    Tab: () => combobox.clickSelectedOption(),
    Escape: () => combobox.closeDropdown(),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
};
