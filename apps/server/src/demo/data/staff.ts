import type { Role } from '@medsign/contract/permissions';
import type { NewPerson } from '../../identity/index.ts';
import { DEPARTMENTS, type DemoDepartment, type Specialty } from './departments.ts';
import { personName, type Sex, UNCOMMON_NAMES } from './names.ts';
import { type Seeded, seeded } from './seeded.ts';
import { SYSTEMS } from './systems.ts';

export type DemoPerson = NewPerson & { readonly title: string; readonly test: boolean; readonly sex: Sex };

export interface DemoHospital {
  readonly departments: typeof DEPARTMENTS;
  readonly systems: typeof SYSTEMS;
  /** 400, the three administrators among them. */
  readonly people: readonly DemoPerson[];
  /** T0001 … T0024. */
  readonly testAccounts: readonly DemoPerson[];
}

const PEOPLE = 400;
const TEST_ACCOUNTS = 24;

type Profession = 'doctor' | 'nurse' | 'technician' | 'pharmacist' | 'clerk';

/** Titles from the highest; how many of ten bear each; how many are women; the role on the platform. */
const PROFESSIONS: Readonly<
  Record<
    Profession,
    { readonly titles: readonly (readonly [string, number])[]; readonly women: number; readonly roles: readonly Role[] }
  >
> = {
  doctor: {
    titles: [
      ['主任医师', 1],
      ['副主任医师', 2],
      ['主治医师', 4],
      ['住院医师', 3],
    ],
    women: 0.45,
    roles: ['doctor'],
  },
  nurse: {
    titles: [
      ['副主任护师', 0.4],
      ['主管护师', 3],
      ['护师', 4],
      ['护士', 2.6],
    ],
    women: 0.95,
    roles: ['nurse'],
  },
  technician: {
    titles: [
      ['副主任技师', 1],
      ['主管技师', 4],
      ['技师', 5],
    ],
    women: 0.55,
    roles: ['technician'],
  },
  pharmacist: {
    titles: [
      ['副主任药师', 1],
      ['主管药师', 4],
      ['药师', 5],
    ],
    women: 0.65,
    roles: ['pharmacist'],
  },
  clerk: {
    titles: [
      ['副主任科员', 1],
      ['主管', 3],
      ['干事', 6],
    ],
    women: 0.5,
    roles: [],
  },
};

type Staffing = readonly (readonly [Profession, number])[];

const WARD: Staffing = [
  ['doctor', 3],
  ['nurse', 4],
];

/** The least each kind of department has; the first entry gives its head. Wards get more nurses until all are placed. */
const STAFFING: Readonly<Partial<Record<Specialty, Staffing>>> = {
  'intensive-care': [
    ['doctor', 3],
    ['nurse', 7],
  ],
  emergency: [
    ['doctor', 3],
    ['nurse', 5],
  ],
  anaesthesia: [
    ['doctor', 6],
    ['nurse', 2],
  ],
  'cardiac-rehabilitation': [
    ['doctor', 2],
    ['technician', 2],
    ['nurse', 2],
  ],
  laboratory: [['technician', 6]],
  transfusion: [['technician', 3]],
  imaging: [
    ['doctor', 4],
    ['technician', 3],
  ],
  'nuclear-medicine': [
    ['doctor', 2],
    ['technician', 2],
  ],
  ultrasound: [
    ['doctor', 4],
    ['nurse', 1],
  ],
  ecg: [
    ['doctor', 2],
    ['technician', 2],
  ],
  endoscopy: [
    ['doctor', 3],
    ['nurse', 3],
  ],
  intervention: [
    ['doctor', 3],
    ['nurse', 2],
    ['technician', 2],
  ],
  pathology: [
    ['doctor', 3],
    ['technician', 3],
  ],
  'lung-function': [
    ['doctor', 2],
    ['technician', 2],
  ],
  pharmacy: [['pharmacist', 10]],
  'nursing-unit': [['nurse', 6]],
  ethics: [
    ['doctor', 2],
    ['clerk', 1],
  ],
  administration: [['clerk', 2]],
};

const ADMINISTRATORS: readonly { readonly role: Role; readonly department: string; readonly title: string }[] = [
  { role: 'system-administrator', department: '信息中心', title: '工程师' },
  { role: 'security-administrator', department: '信息中心', title: '高级工程师' },
  { role: 'audit-administrator', department: '审计处', title: '审计师' },
];

/** The demo hospital's people and systems; the same for the same seed. */
export function demoHospital(seed: string): DemoHospital {
  const random = seeded(`${seed}/staff`);
  const posts = [...DEPARTMENTS.flatMap(postsOf)];
  const wards = DEPARTMENTS.filter(({ kind, specialty }) => kind === 'clinical' && specialty !== 'anaesthesia');
  const ordinary = PEOPLE - ADMINISTRATORS.length;
  for (let i = 0; posts.length < ordinary; i++) {
    const department = wards[i % wards.length] as DemoDepartment;
    posts.push({ department, profession: random.chance(0.8) ? 'nurse' : 'doctor', head: false });
  }
  const numbers = jobNumbers(random);
  const people = posts.map((post) => personAt(random, post, numbers));
  const administrators = ADMINISTRATORS.map(({ role, department, title }) => {
    const sex = random.pick<Sex>(['男', '女']);
    const name = personName(random, sex);
    return { jobNo: numbers(), name, sex, title, roles: [role], departments: [codeOf(department)], test: false };
  });
  return {
    departments: DEPARTMENTS,
    systems: SYSTEMS,
    people: [...withUncommonNames(people), ...administrators],
    testAccounts: testAccounts(),
  };
}

interface Post {
  readonly department: DemoDepartment;
  readonly profession: Profession;
  readonly head: boolean;
}

function postsOf(department: DemoDepartment): Post[] {
  const staffing = STAFFING[department.specialty] ?? WARD;
  return staffing.flatMap(([profession, count], group) =>
    Array.from({ length: count }, (_, i) => ({ department, profession, head: group === 0 && i === 0 })),
  );
}

function personAt(random: Seeded, { department, profession, head }: Post, jobNumber: () => string): DemoPerson {
  const { titles, women, roles } = PROFESSIONS[profession];
  const sex: Sex = random.chance(women) ? '女' : '男';
  const highest = titles.slice(0, 2).map(([title]) => title);
  const clerkHead = profession === 'clerk' ? '主任' : undefined;
  return {
    jobNo: jobNumber(),
    name: personName(random, sex),
    sex,
    title: head ? (clerkHead ?? random.pick(highest)) : random.weighted(titles),
    roles: head && profession !== 'clerk' ? [...roles, 'department-head'] : roles,
    departments: [department.code],
    test: false,
  };
}

/** Six digits, rising with gaps where somebody has left. */
function jobNumbers(random: Seeded): () => string {
  let last = 100_100;
  return () => {
    last += random.weighted([
      [1, 8],
      [2, 3],
      [random.int(3, 9), 1],
    ]);
    return String(last);
  };
}

/** Puts the uncommon names on people of the same sex, spread over the hospital. */
function withUncommonNames(people: readonly DemoPerson[]): DemoPerson[] {
  const renamed = [...people];
  for (const [i, { name, sex }] of UNCOMMON_NAMES.entries()) {
    const from = Math.floor((i * people.length) / UNCOMMON_NAMES.length);
    const at = renamed.findIndex((person, index) => index >= from && person.sex === sex && person.roles.length > 0);
    renamed[at] = { ...(renamed[at] as DemoPerson), name };
  }
  return renamed;
}

function testAccounts(): DemoPerson[] {
  const kinds: readonly (readonly [Profession, string, string])[] = [
    ['doctor', '心血管内科一病区', '主治医师'],
    ['nurse', '呼吸与危重症医学科', '护师'],
    ['technician', '检验科', '技师'],
    ['doctor', '放射影像科', '主治医师'],
    ['pharmacist', '药学部', '药师'],
    ['nurse', '重症医学科', '主管护师'],
  ];
  return Array.from({ length: TEST_ACCOUNTS }, (_, i) => {
    const [profession, department, title] = kinds[i % kinds.length] as (typeof kinds)[number];
    const number = String(i + 1);
    return {
      jobNo: `T${number.padStart(4, '0')}`,
      name: `测试${number.padStart(2, '0')}`,
      sex: '男',
      title,
      roles: PROFESSIONS[profession].roles,
      departments: [codeOf(department)],
      test: true,
    };
  });
}

function codeOf(departmentName: string): string {
  const department = DEPARTMENTS.find(({ name }) => name === departmentName);
  if (department === undefined) throw new RangeError(`no department ${departmentName}`);
  return department.code;
}
