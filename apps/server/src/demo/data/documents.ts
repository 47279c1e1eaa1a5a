import type { DocumentType } from '@medsign/contract/document-types';
import type { Role } from '@medsign/contract/permissions';
import { CASES } from './cases.ts';
import type { Specialty } from './departments.ts';
import * as imaging from './documents-imaging.ts';
import * as laboratory from './documents-laboratory.ts';
import * as nursing from './documents-nursing.ts';
import * as surgery from './documents-surgery.ts';
import * as ward from './documents-ward.ts';
import { type DemoPatient, demoPatient, surgicalPatient } from './patient.ts';
import type { Seeded } from './seeded.ts';
import { DEMO_NOTICE, type DocumentContext, type Writing } from './sheet.ts';

/** What a clinical system hands over to be signed. */
export interface DemoDocument {
  readonly title: string;
  readonly businessNo: string;
  /** Absent where a document is about no patient. */
  readonly patient: { readonly id: string; readonly name: string; readonly visitNo: string } | undefined;
  readonly content: string;
}

export interface DemoDocumentContext extends DocumentContext {
  readonly department: { readonly name: string; readonly specialty: Specialty };
  /** Makes the business number unique within a type and day. */
  readonly serial: number;
}

interface DocumentKind {
  readonly write: (writing: Writing) => string;
  /** Begins the business number. */
  readonly prefix: string;
  readonly roles: readonly Role[];
  readonly specialties: readonly Specialty[];
  /** How often it is written beside the others. */
  readonly share: number;
  /** Written by night as by day. */
  readonly aroundTheClock?: boolean;
  readonly about?: 'operation' | 'nobody';
}

const WARDS = (Object.keys(CASES) as Specialty[]).filter((specialty) => specialty !== 'cardiac-rehabilitation');
const SURGICAL: readonly Specialty[] = [
  'general-surgery',
  'orthopaedics',
  'neurosurgery',
  'urology',
  'thoracic-surgery',
  'cardiac-surgery',
  'gynaecology',
  'obstetrics',
  'head-and-neck',
];
const DOCTOR: readonly Role[] = ['doctor'];
const NURSE: readonly Role[] = ['nurse'];
const REPORTER: readonly Role[] = ['doctor', 'technician'];

const onWard = { roles: DOCTOR, specialties: WARDS } as const;
const byNurse = { roles: NURSE, specialties: WARDS, aroundTheClock: true } as const;
const critical = { roles: NURSE, specialties: ['intensive-care'], aroundTheClock: true } as const;

/** Every document type: how it is written, by whom, how often. */
export const DOCUMENT_KINDS: Readonly<Record<DocumentType, DocumentKind>> = {
  order: { ...onWard, write: ward.order, prefix: 'YZ', share: 30 },
  prescription: { ...onWard, write: ward.prescription, prefix: 'CF', share: 14 },
  'exam-request': { ...onWard, write: ward.examRequest, prefix: 'JC', share: 10 },
  'blood-request': { ...onWard, write: ward.bloodRequest, prefix: 'YX', share: 2 },
  'admission-record': { ...onWard, write: ward.admissionRecord, prefix: 'RY', share: 5 },
  note: { ...onWard, write: ward.note, prefix: 'BC', share: 16 },
  consultation: { ...onWard, write: ward.consultation, prefix: 'HZ', share: 3 },
  consent: { ...onWard, write: ward.consent, prefix: 'ZQ', share: 4 },
  'discharge-summary': { ...onWard, write: ward.dischargeSummary, prefix: 'CY', share: 5 },
  'order-execution': { ...byNurse, write: nursing.orderExecution, prefix: 'ZX', share: 24 },
  'nursing-record': { ...byNurse, write: nursing.nursingRecord, prefix: 'HL', share: 24 },
  'nursing-assessment': { ...byNurse, write: nursing.nursingAssessment, prefix: 'PG', share: 8 },
  'vital-signs': { ...byNurse, write: nursing.vitalSigns, prefix: 'TW', share: 10 },
  'vte-assessment': { roles: NURSE, specialties: WARDS, write: nursing.vteAssessment, prefix: 'VTE', share: 5 },
  'icu-record': { ...critical, write: nursing.icuRecord, prefix: 'ICU', share: 6 },
  'ventilator-sheet': { ...critical, write: nursing.ventilatorSheet, prefix: 'HXJ', share: 4 },
  'anaesthesia-record': {
    roles: DOCTOR,
    specialties: ['anaesthesia'],
    write: surgery.anaesthesiaRecord,
    prefix: 'MZ',
    share: 5,
    about: 'operation',
  },
  'operation-record': {
    roles: DOCTOR,
    specialties: SURGICAL,
    write: surgery.operationRecord,
    prefix: 'SS',
    share: 5,
    about: 'operation',
  },
  'safety-checklist': {
    roles: NURSE,
    specialties: ['nursing-unit'],
    write: surgery.safetyChecklist,
    prefix: 'HC',
    share: 5,
    about: 'operation',
  },
  'lab-report': {
    roles: ['technician'],
    specialties: ['laboratory', 'transfusion'],
    write: laboratory.labReport,
    prefix: 'JY',
    share: 26,
    aroundTheClock: true,
  },
  'imaging-report': {
    roles: DOCTOR,
    specialties: ['imaging'],
    write: imaging.imagingReport,
    prefix: 'YXBG',
    share: 16,
  },
  'pet-report': { roles: DOCTOR, specialties: ['nuclear-medicine'], write: imaging.petReport, prefix: 'PET', share: 2 },
  'ecg-report': { roles: REPORTER, specialties: ['ecg'], write: imaging.ecgReport, prefix: 'XD', share: 10 },
  'ultrasound-report': {
    roles: DOCTOR,
    specialties: ['ultrasound'],
    write: imaging.ultrasoundReport,
    prefix: 'CS',
    share: 12,
  },
  'cath-report': { roles: DOCTOR, specialties: ['intervention'], write: surgery.cathReport, prefix: 'DG', share: 3 },
  'endoscopy-report': {
    roles: DOCTOR,
    specialties: ['endoscopy'],
    write: imaging.endoscopyReport,
    prefix: 'NJ',
    share: 5,
  },
  'pathology-report': {
    roles: DOCTOR,
    specialties: ['pathology'],
    write: imaging.pathologyReport,
    prefix: 'BL',
    share: 5,
  },
  'rehab-record': {
    roles: REPORTER,
    specialties: ['cardiac-rehabilitation'],
    write: imaging.rehabRecord,
    prefix: 'KF',
    share: 2,
  },
  'poct-report': {
    roles: NURSE,
    specialties: ['emergency', 'intensive-care'],
    write: laboratory.poctReport,
    prefix: 'POCT',
    share: 5,
    aroundTheClock: true,
  },
  'ethics-review': {
    roles: DOCTOR,
    specialties: ['ethics'],
    write: imaging.ethicsReview,
    prefix: 'LL',
    share: 1,
    about: 'nobody',
  },
  'capture-report': {
    roles: REPORTER,
    specialties: ['ecg', 'lung-function'],
    write: laboratory.captureReport,
    prefix: 'DJ',
    share: 2,
  },
  'hematology-report': {
    roles: ['technician'],
    specialties: ['laboratory'],
    write: laboratory.hematologyReport,
    prefix: 'XT',
    share: 2,
  },
  'lung-function-report': {
    roles: REPORTER,
    specialties: ['lung-function'],
    write: imaging.lungFunctionReport,
    prefix: 'FGN',
    share: 3,
  },
};

/** Writes a document of a type as a clinical system would hand it over; title and last line say that it is a demonstration. */
export function documentFor(type: DocumentType, random: Seeded, context: DemoDocumentContext): DemoDocument {
  const kind = DOCUMENT_KINDS[type];
  const patient = patientFor(kind, random, context.department);
  const content = kind.write({ random, patient, context });
  const heading = (content.split('\n', 1)[0] as string).slice(context.hospitalName.length).trim();
  const day = new Date(context.at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const { id, name, visitNo } = patient;
  return {
    title: `${heading}（演示）`,
    businessNo: `${kind.prefix}${day}${String(context.serial).padStart(6, '0')}`,
    patient: kind.about === 'nobody' ? undefined : { id, name, visitNo },
    content: content.endsWith(DEMO_NOTICE) ? content : `${content}\n${DEMO_NOTICE}`,
  };
}

/** Whose tissue is looked at. */
const BIOPSIED: readonly Specialty[] = [
  'general-surgery',
  'gastroenterology',
  'thoracic-surgery',
  'gynaecology',
  'head-and-neck',
];

/** Wards see their own patients; diagnostic departments those of every ward. */
function patientFor(kind: DocumentKind, random: Seeded, department: DemoDocumentContext['department']): DemoPatient {
  const { specialty, name } = department;
  const own = CASES[specialty];
  if (own !== undefined) {
    const operated = kind.about === 'operation' ? own.filter(({ operation }) => operation !== undefined) : [];
    return demoPatient(random, specialty, name, operated.length > 0 ? operated : own);
  }
  if (kind.about === 'operation') return surgicalPatient(random);
  if (specialty === 'intervention') return demoPatient(random, 'cardiology');
  return demoPatient(random, random.pick(specialty === 'pathology' ? BIOPSIED : WARDS));
}
