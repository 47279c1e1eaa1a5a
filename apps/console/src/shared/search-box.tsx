import { SearchOutlined } from '@ant-design/icons';
import { Input, type InputRef } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';

const PAUSE_MILLISECONDS = 300;

/** Search field that acts when typing pauses; `/` anywhere on the page brings the cursor here. */
export function SearchBox(properties: {
  readonly value: string;
  readonly label: string;
  readonly search: (text: string) => void;
}) {
  const { value, search, label } = properties;
  const [text, setText] = useState(value);
  const field = useRef<InputRef>(null);
  // What was asked last: its own echo in `value` must not overwrite what is typed meanwhile.
  const asked = useRef(value);
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setText(value);
  }, [value]);
  const ask = useCallback(
    (wanted: string) => {
      asked.current = wanted;
      search(wanted);
    },
    [search],
  );
  useEffect(() => {
    if (text.trim() === asked.current) return;
    const timer = setTimeout(() => ask(text.trim()), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text, ask]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus({ cursor: 'all' });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Input
      ref={field}
      className="search-box"
      type="search"
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
      allowClear
      maxLength={64}
      prefix={<SearchOutlined aria-hidden />}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => ask(text.trim())}
    />
  );
}

/** Whether a key press belongs to a field, so page shortcuts leave it alone. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
      target.closest('[role="dialog"]') !== null)
  );
}
