import type { DocumentType } from '@medsign/contract/document-types';

export interface DemoSystem {
  readonly code: string;
  readonly name: string;
  readonly documentTypes: readonly DocumentType[];
}

/** The 20 clinical systems of a general hospital, each with what it has signed. */
export const SYSTEMS: readonly DemoSystem[] = [
  {
    code: 'IIH',
    name: 'iih医生工作站',
    documentTypes: [
      'order',
      'prescription',
      'exam-request',
      'blood-request',
      'admission-record',
      'note',
      'consultation',
      'consent',
      'discharge-summary',
    ],
  },
  {
    code: 'SNC',
    name: '智慧护理',
    documentTypes: ['order-execution', 'nursing-record', 'nursing-assessment', 'vital-signs'],
  },
  { code: 'VTE', name: 'VTE 防治系统', documentTypes: ['vte-assessment'] },
  { code: 'ICU', name: '重症监护', documentTypes: ['icu-record', 'ventilator-sheet'] },
  {
    code: 'AIMS',
    name: '手麻',
    documentTypes: ['anaesthesia-record', 'operation-record', 'safety-checklist', 'consent'],
  },
  { code: 'LIS', name: 'LIS', documentTypes: ['lab-report'] },
  { code: 'PACS', name: 'PACS', documentTypes: ['imaging-report'] },
  { code: 'PET', name: 'PET', documentTypes: ['pet-report'] },
  { code: 'ECG', name: '心电', documentTypes: ['ecg-report'] },
  { code: 'US', name: 'B超', documentTypes: ['ultrasound-report'] },
  { code: 'CATH', name: '心导管与介入', documentTypes: ['cath-report', 'consent'] },
  { code: 'ENDO', name: '内镜', documentTypes: ['endoscopy-report'] },
  { code: 'PATH', name: '病理', documentTypes: ['pathology-report'] },
  { code: 'REHAB', name: '心脏康复', documentTypes: ['rehab-record'] },
  { code: 'POCT', name: 'POCT', documentTypes: ['poct-report'] },
  { code: 'ETHICS', name: '伦理', documentTypes: ['ethics-review'] },
  { code: 'CAPTURE', name: '单机采集', documentTypes: ['capture-report'] },
  { code: 'HEMA', name: '血液图文', documentTypes: ['hematology-report'] },
  { code: 'LUNG', name: '肺通气', documentTypes: ['lung-function-report'] },
  { code: 'NURSING', name: '护理', documentTypes: ['nursing-record', 'nursing-assessment', 'vital-signs'] },
];
