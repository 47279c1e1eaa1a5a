import { UploadOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useRef, useState } from 'react';
import { useLanguage } from '../i18n/use-language.ts';

const MEBIBYTE = 1024 * 1024;
const MAX_FILE_MEBIBYTES = 8;

/** Reads a file here in the browser and hands on its octets as Base64; PEM and Base64 text files pass as they are. */
export function FileField(properties: {
  readonly label: string;
  readonly chosen: (base64: string) => void;
  /** The file may itself be Base64 or PEM text. */
  readonly textToo?: boolean;
}) {
  const { t } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const read = async (file: File) => {
    if (file.size > MAX_FILE_MEBIBYTES * MEBIBYTE) {
      setSaid(t('verify.tooLarge', { limit: MAX_FILE_MEBIBYTES }));
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    setSaid(t('verify.fileChosen', { name: file.name, size: file.size }));
    properties.chosen((properties.textToo === true ? asText(bytes) : undefined) ?? toBase64(bytes));
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={properties.label}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) void read(file);
          event.target.value = '';
        }}
      />
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => input.current?.click()}>
        {properties.label}
      </Button>{' '}
      <span className="quiet" aria-live="polite">
        {said}
      </span>
    </>
  );
}

/** Base64 by file or by pasting. */
export function Base64Field(properties: {
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly change: (value: string) => void;
}) {
  const { t } = useLanguage();
  return (
    <Form.Item label={properties.label} htmlFor={properties.id} extra={properties.help}>
      <Input.TextArea
        id={properties.id}
        rows={3}
        className="hex"
        spellCheck={false}
        value={properties.value}
        onChange={(event) => properties.change(event.target.value)}
      />
      <FileField label={t('verify.file')} chosen={properties.change} textToo />
    </Form.Item>
  );
}

/** The text of a file that is PEM or Base64; undefined for DER, which starts with a SEQUENCE or is not ASCII. */
function asText(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder('latin1').decode(bytes);
  return /^[A-Za-z0-9+/=\s-]*$/.test(text) && !text.startsWith('0') ? text : undefined;
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
