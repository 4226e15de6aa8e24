import { ActionIcon, Button, Checkbox, Fieldset, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ActionField, Json } from '@/api/types';
import { CodeEditor } from '@/components/code/CodeEditor';
import type { CodeLanguage } from '@/components/code/codemirror';
import { Completing } from '@/components/Completing';
import { anyWithin, type Faults, withMember } from './draft';
import { Members } from './Members';
import { TextOf } from './TextOf';
import { useLanguageOf, useNaming } from './naming';
import { isList, isObject, numberOfText, textOfValue, valueOfText } from './values';
import { useTestWords } from './words';

/** One field of an action, at its place in the test, with what is wrong there. */
export interface FieldPlace {
  readonly field: ActionField;
  readonly path: string;
  readonly value: Json | undefined;
  readonly faults: Faults;
  readonly change: (value: Json | undefined) => void;
}

/** Fields of a form as the action's own description has them. */
export const Field = (place: FieldPlace) => {
  const { field } = place;
  const t = useTestWords();
  const language = useLanguageOf(field);
  switch (field.type) {
    case 'checkbox':
      return <Flag {...place} />;
    case 'select':
      return <Choice {...place} />;
    case 'object':
      return <Members {...place} />;
    case 'list':
      return field.fields === undefined ? <Lines {...place} /> : <Items {...place} fields={field.fields} />;
    case 'any':
      return language === null ? <Typed {...place} read={valueOfText} write={textOfValue} hint={t('anyHelp')} lines monospace /> : <Script {...place} language={language} read={valueOfText} write={textOfValue} />;
    case 'textarea':
      return language === null ? <Typed {...place} read={readWords(field)} write={writeWords} lines /> : <Script {...place} language={language} read={asText} write={textOf} />;
    case 'number':
    case 'string':
      return <Typed {...place} read={readWords(field)} write={writeWords} />;
  }
};

const useHelp = ({ field }: FieldPlace) => {
  const t = useTestWords();
  return [field.help, field.secret ? t('secretHelp', { example: '{{…}}' }) : null].filter((text) => text !== null).join(' ') || undefined;
};

const useDefault = (field: ActionField) => {
  const t = useTestWords();
  return field.default === null ? undefined : t('byDefault', { value: textOfValue(field.default) });
};

/** How a value is written as text and read from it. */
interface Writing {
  readonly read: (text: string) => Json | undefined;
  readonly write: (value: Json | undefined) => string;
}

const readWords =
  ({ type, required }: ActionField) =>
  (text: string): Json | undefined =>
    type === 'number' ? numberOfText(text) : text === '' && !required ? undefined : text;

const writeWords = (known: Json | undefined): string => (typeof known === 'string' ? known : known === undefined || known === null ? '' : JSON.stringify(known));

interface Look {
  readonly lines?: boolean;
  readonly monospace?: boolean;
  /** What helps where the action itself says nothing. */
  readonly hint?: string;
}

/** A value that is typed, with names completed. */
const Typed = ({ read, write, lines = false, monospace = false, hint, ...place }: FieldPlace & Writing & Look) => {
  const { field, path, value, faults, change } = place;
  const naming = useNaming();
  const help = useHelp(place) ?? hint;
  const placeholder = useDefault(field);
  return (
    <TextOf
      value={value}
      read={read}
      write={write}
      change={change}
      field={(text, type) => (
        <Completing
          label={field.label}
          description={help}
          error={faults[path]}
          required={field.required}
          placeholder={placeholder}
          value={text}
          change={type}
          naming={naming}
          lines={lines}
          monospace={monospace}
        />
      )}
    />
  );
};

const asText = (text: string): Json | undefined => (text === '' ? undefined : text);
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const Script = ({ language, read, write, ...place }: FieldPlace & Writing & { readonly language: CodeLanguage }) => {
  const { field, path, value, faults, change } = place;
  const help = useHelp(place);
  const naming = useNaming();
  return (
    <TextOf
      value={value}
      read={read}
      write={write}
      change={change}
      field={(text, type) => (
        <CodeEditor label={field.label} help={help} error={faults[path]} required={field.required} language={language} value={text} change={type} suggest={naming.matching} />
      )}
    />
  );
};

const Flag = (place: FieldPlace) => {
  const { field, path, value, faults, change } = place;
  const help = useHelp(place);
  return <Checkbox label={field.label} description={help} error={faults[path]} checked={(value ?? field.default) === true} onChange={(event) => change(event.currentTarget.checked)} />;
};

const Choice = (place: FieldPlace) => {
  const { field, path, value, faults, change } = place;
  const t = useTestWords();
  const help = useHelp(place);
  const known = typeof value === 'string' ? value : '';
  const standard = typeof field.default === 'string' ? t('byDefault', { value: field.default }) : t('none');
  const options = [{ value: '', label: standard }, ...field.options.map((option) => ({ value: option, label: option })), ...(known === '' || field.options.includes(known) ? [] : [{ value: known, label: known }])];
  return (
    <NativeSelect
      label={field.label}
      description={help}
      error={faults[path]}
      required={field.required}
      data={options}
      value={known}
      onChange={(event) => change(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
};

/** A list of plain values, one a line. */
const Lines = (place: FieldPlace) => {
  const { field, path, value, faults, change } = place;
  const t = useTestWords();
  const naming = useNaming();
  const help = useHelp(place);
  const elements = isList(value) ? value : [];
  const become = (next: readonly Json[]) => change(next.length === 0 ? undefined : next);
  return (
    <Fieldset legend={field.label} p="sm">
      <Stack gap="xs">
        {help !== undefined && (
          <Text size="xs" c="dimmed">
            {help}
          </Text>
        )}
        {elements.map((element, at) => (
          <Group key={at} gap="xs" wrap="nowrap" align="flex-start">
            <div style={{ flex: 1 }}>
              <Completing
                ariaLabel={t('element', { label: field.label, place: at + 1 })}
                error={faults[`${path}[${at}]`]}
                value={typeof element === 'string' ? element : JSON.stringify(element)}
                change={(text) => become(elements.with(at, text))}
                naming={naming}
              />
            </div>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('removeLine', { place: at + 1 })} onClick={() => become(elements.toSpliced(at, 1))}>
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Fault text={faults[path]} />
        <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => become([...elements, ''])} style={{ alignSelf: 'flex-start' }}>
          {t('addItem', { label: field.label })}
        </Button>
      </Stack>
    </Fieldset>
  );
};

/** A list of objects, each a small form. */
const Items = ({ fields, ...place }: FieldPlace & { readonly fields: readonly ActionField[] }) => {
  const { field, path, value, faults, change } = place;
  const t = useTestWords();
  const help = useHelp(place);
  const items = isList(value) ? value : [];
  const become = (next: readonly Json[]) => change(next.length === 0 ? undefined : next);
  return (
    <Fieldset legend={field.label} p="sm">
      <Stack gap="sm">
        {help !== undefined && (
          <Text size="xs" c="dimmed">
            {help}
          </Text>
        )}
        {items.map((item, at) => {
          const members = isObject(item) ? item : {};
          return (
            <Fieldset key={at} p="xs" variant={anyWithin(faults, `${path}[${at}]`) ? 'default' : 'filled'} legend={`${field.label} ${at + 1}`}>
              <Stack gap="xs">
                {fields.map((inner) => (
                  <Field
                    key={inner.name}
                    field={inner}
                    path={`${path}[${at}].${inner.name}`}
                    value={members[inner.name]}
                    faults={faults}
                    change={(next) => become(items.with(at, withMember(members, inner.name, next)))}
                  />
                ))}
                <Button variant="subtle" color="red" size="compact-sm" style={{ alignSelf: 'flex-start' }} onClick={() => become(items.toSpliced(at, 1))}>
                  {t('removeItem', { label: field.label, place: at + 1 })}
                </Button>
              </Stack>
            </Fieldset>
          );
        })}
        <Fault text={faults[path]} />
        <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => become([...items, {}])} style={{ alignSelf: 'flex-start' }}>
          {t('addItem', { label: field.label })}
        </Button>
      </Stack>
    </Fieldset>
  );
};

/** What is wrong with a group of fields as a whole. */
export const Fault = ({ text }: { readonly text: string | undefined }) =>
  text === undefined ? null : (
    <Text size="sm" c="red" role="alert">
      {text}
    </Text>
  );
