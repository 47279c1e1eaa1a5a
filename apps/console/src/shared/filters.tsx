import { Button, Checkbox, Input, Select } from 'antd';
import { useCallback, useId, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { setCompact, useCompact } from './density.ts';
import { SearchBox } from './search-box.tsx';

export interface Filters<Name extends string> {
  readonly values: Readonly<Partial<Record<Name, string>>>;
  /** Sets some filters and keeps the rest; empty or undefined removes one. */
  readonly set: (changes: Readonly<Partial<Record<Name, string | undefined>>>) => void;
  readonly clear: () => void;
  readonly any: boolean;
}

/** Filters of a list, kept in the address so that a view can be bookmarked, shared and gone back to. */
export function useFilters<Name extends string>(names: readonly Name[]): Filters<Name> {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.toString();
  const values = useMemo(() => {
    const present = new URLSearchParams(text);
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = present.get(name);
        return value === null || value === '' ? [] : [[name, value] as const];
      }),
    ) as Partial<Record<Name, string>>;
  }, [text, names]);

  const set = useCallback(
    (changes: Readonly<Partial<Record<Name, string | undefined>>>) =>
      setParameters(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries<string | undefined>(changes)) {
            if (value === undefined || value === '') after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { replace: true },
      ),
    [setParameters],
  );
  const clear = useCallback(() => setParameters(new URLSearchParams(), { replace: true }), [setParameters]);
  return { values, set, clear, any: Object.keys(values).length > 0 };
}

export interface Choice<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** Search field, choices, days and density above a list. */
export function FilterBar<Name extends string>(properties: {
  readonly filters: Filters<Name>;
  readonly search: { readonly name: Name; readonly label: string };
  readonly choices?: readonly Choice<Name>[];
  readonly days?: readonly { readonly name: Name; readonly label: string }[];
}) {
  const { t } = useLanguage();
  const compact = useCompact();
  const { values, set, clear, any } = properties.filters;
  const { name, label } = properties.search;
  const search = useCallback((text: string) => set(change(name, text)), [set, name]);
  return (
    <search className="filters no-print" aria-label={t('list.filters')}>
      <SearchBox value={values[name] ?? ''} label={label} search={search} />
      {properties.choices?.map((choice) => (
        <Select
          key={choice.name}
          aria-label={choice.label}
          placeholder={choice.label}
          className="filter-select"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          value={values[choice.name] ?? null}
          options={[...choice.options]}
          onChange={(value: string | null) => set(change(choice.name, value ?? undefined))}
        />
      ))}
      {properties.days?.map((day) => (
        <DayField
          key={day.name}
          label={day.label}
          value={values[day.name] ?? ''}
          change={(value) => set(change(day.name, value))}
        />
      ))}
      <Checkbox checked={compact} onChange={(event) => setCompact(event.target.checked)}>
        {t('list.density')}
      </Checkbox>
      {any ? <Button onClick={clear}>{t('action.clear')}</Button> : null}
    </search>
  );
}

function DayField(properties: {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}) {
  const id = useId();
  return (
    <span className="day">
      <label htmlFor={id}>{properties.label}</label>
      <Input id={id} type="date" value={properties.value} onChange={(event) => properties.change(event.target.value)} />
    </span>
  );
}

function change<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string | undefined>> {
  return { [name]: value } as Partial<Record<Name, string | undefined>>;
}
