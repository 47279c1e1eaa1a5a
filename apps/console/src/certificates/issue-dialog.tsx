import { UploadOutlined } from '@ant-design/icons';
import type { CertificateDetail, IssueCertificateRequest } from '@medsign/contract/certificates';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useRef } from 'react';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { useNotice } from '../shared/use-notice.ts';
import { csrBase64, csrTextOf } from './csr-text.ts';

/** What may be issued here: for whom, and whose key it is. */
const KINDS = {
  token: { profile: 'person-signing', custody: 'token' },
  'test-token': { profile: 'person-test', custody: 'token' },
  'test-hosted': { profile: 'person-test', custody: 'hosted' },
} as const;
type Kind = keyof typeof KINDS;

interface Fields {
  readonly jobNo: string;
  readonly kind: Kind;
  readonly csr?: string;
}

/** Issues a certificate for the key of a request, or for a new key of the platform's where that is allowed. */
export function IssueDialog(properties: {
  readonly jobNo?: string;
  readonly test?: boolean;
  readonly close: () => void;
}) {
  const { t } = useLanguage();
  const notice = useNotice();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form) ?? 'token';
  const issuing = useMutation({
    mutationFn: (body: IssueCertificateRequest) =>
      call<CertificateDetail>('/v1/certificates', { method: 'POST', body }),
    onSuccess: async (issued, { jobNo }) => {
      await queries.invalidateQueries({ queryKey: ['/v1/certificates'] });
      await queries.invalidateQueries({ queryKey: [`/v1/staff/${encodeURIComponent(jobNo)}`] });
      notice.done(t('certificates.issued', { name: issued.commonName }));
      properties.close();
    },
  });
  const required = { required: true, whitespace: true, message: t('setup.required') };
  return (
    <Modal
      open
      title={t('certificates.issue')}
      okText={t('certificates.issue')}
      cancelText={t('action.cancel')}
      okButtonProps={{ loading: issuing.isPending }}
      onOk={() => form.submit()}
      onCancel={properties.close}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ jobNo: properties.jobNo, kind: properties.test === true ? 'test-hosted' : 'token' }}
        onFinish={(fields) => issuing.mutate(requestOf(fields))}
      >
        <Form.Item name="jobNo" label={t('setup.jobNo')} extra={t('certificates.issueName')} rules={[required]}>
          <Input maxLength={32} autoComplete="off" disabled={properties.jobNo !== undefined} />
        </Form.Item>
        <Form.Item name="kind" label={t('certificates.profile')}>
          <Select<Kind>
            options={(Object.keys(KINDS) as Kind[]).map((value) => ({ value, label: t(`certificates.kind.${value}`) }))}
          />
        </Form.Item>
        {KINDS[kind].custody === 'hosted' ? null : <CsrField fill={(csr) => form.setFieldsValue({ csr })} />}
        {issuing.error === null ? null : <ProblemPanel error={issuing.error} />}
      </Form>
    </Modal>
  );
}

function requestOf({ jobNo, kind, csr = '' }: Fields): IssueCertificateRequest {
  const { profile, custody } = KINDS[kind];
  return custody === 'hosted' ? { jobNo, profile, custody } : { jobNo, profile, csr: csrBase64(csr) ?? '' };
}

/** Pasted, or read from a file. */
function CsrField({ fill }: { readonly fill: (text: string) => void }) {
  const { t } = useLanguage();
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <Form.Item
        name="csr"
        label={t('certificates.csr')}
        extra={t('certificates.csrHelp')}
        rules={[
          {
            validator: (_, value: string | undefined) =>
              csrBase64(value ?? '') === undefined
                ? Promise.reject(new Error(t('certificates.csrRule')))
                : Promise.resolve(),
          },
        ]}
      >
        <Input.TextArea rows={5} className="hex" spellCheck={false} />
      </Form.Item>
      <input
        ref={file}
        type="file"
        hidden
        accept=".csr,.p10,.req,.pem,.der"
        aria-label={t('certificates.csrFile')}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = '';
          void chosen?.arrayBuffer().then((bytes) => fill(csrTextOf(new Uint8Array(bytes))));
        }}
      />
      <Form.Item>
        <Button icon={<UploadOutlined aria-hidden />} onClick={() => file.current?.click()}>
          {t('certificates.csrFile')}
        </Button>
      </Form.Item>
    </>
  );
}
