import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/use-language.ts';

/** Copies a text. Without the clipboard (plain http) it falls back to the old command. */
export function CopyButton(properties: { readonly text: string; readonly label?: string }) {
  const { t } = useLanguage();
  const [copied, setCopied] = useState(false);
  const label = properties.label ?? t('action.copy');
  return (
    <Button
      size="small"
      icon={copied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
      onClick={() => void copyText(properties.text).then(setCopied)}
    >
      <span aria-live="polite">{copied ? t('action.copied') : label}</span>
    </Button>
  );
}

async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
