import { SIGN_FORMATS, type SignFormat } from '@medsign/contract/data-signs';
import { Form, Input, Radio, Select } from 'antd';
import { useLanguage } from '../i18n/use-language.ts';
import { Base64Field, FileField } from './file-field.tsx';
import type { VerifyForm } from './verify-form.ts';

export function VerifyFields(properties: {
  readonly form: VerifyForm;
  readonly change: (changes: Partial<VerifyForm>) => void;
}) {
  const { t, pick } = useLanguage();
  const { form, change } = properties;
  const formats = Object.entries(SIGN_FORMATS).map(([value, names]) => ({ value, label: pick(names) }));
  return (
    <>
      <Form.Item label={t('verify.format')} htmlFor="format">
        <Select<SignFormat>
          id="format"
          value={form.format}
          options={formats as { value: SignFormat; label: string }[]}
          onChange={(format) => change({ format })}
        />
      </Form.Item>
      <Base64Field
        id="signature"
        label={t('verify.signature')}
        help={t('verify.signatureHelp')}
        value={form.signature}
        change={(signature) => change({ signature })}
      />
      <Form.Item label={t('verify.content')} extra={t('verify.contentHelp')}>
        <Radio.Group
          aria-label={t('verify.content')}
          value={form.contentKind}
          onChange={(event) => change({ contentKind: event.target.value })}
          options={[
            { value: 'none', label: t('verify.contentNone') },
            { value: 'text', label: t('verify.contentText') },
            { value: 'file', label: t('verify.contentFile') },
          ]}
        />
      </Form.Item>
      {form.contentKind === 'text' ? (
        <Form.Item>
          <Input.TextArea
            aria-label={t('verify.contentText')}
            rows={5}
            value={form.contentText}
            onChange={(event) => change({ contentText: event.target.value })}
          />
        </Form.Item>
      ) : null}
      {form.contentKind === 'file' ? (
        <Form.Item>
          <FileField label={t('verify.file')} chosen={(contentBase64) => change({ contentBase64 })} />
        </Form.Item>
      ) : null}
      {form.format === 'raw' ? (
        <Base64Field
          id="certificate"
          label={t('verify.certificate')}
          help={t('verify.certificateHelp')}
          value={form.certificate}
          change={(certificate) => change({ certificate })}
        />
      ) : null}
      <Base64Field
        id="timestamp"
        label={t('verify.timestamp')}
        value={form.timestampToken}
        change={(timestampToken) => change({ timestampToken })}
      />
    </>
  );
}
