import type { Seeded } from './seeded.ts';
import { report, type Writing } from './sheet.ts';

/** Reports with figures: laboratory, point of care, haematology images, capture stations. */

/** Name, abbreviation, unit, reference from/to, what is found from/to, digits after the point. */
type Item = readonly [
  name: string,
  code: string,
  unit: string,
  low: number,
  high: number,
  from: number,
  to: number,
  digits: number,
];

const PANELS: readonly { readonly name: string; readonly sample: string; readonly items: readonly Item[] }[] = [
  {
    name: '血常规（五分类）',
    sample: 'EDTA 抗凝全血',
    items: [
      ['白细胞计数', 'WBC', '×10⁹/L', 3.5, 9.5, 2.6, 15.8, 2],
      ['中性粒细胞百分比', 'NEUT%', '%', 40, 75, 38, 91, 1],
      ['淋巴细胞百分比', 'LYMPH%', '%', 20, 50, 6, 52, 1],
      ['红细胞计数', 'RBC', '×10¹²/L', 3.8, 5.8, 2.7, 5.9, 2],
      ['血红蛋白', 'HGB', 'g/L', 115, 175, 68, 172, 0],
      ['血小板计数', 'PLT', '×10⁹/L', 125, 350, 58, 382, 0],
    ],
  },
  {
    name: '肝肾功能 + 电解质',
    sample: '血清',
    items: [
      ['丙氨酸氨基转移酶', 'ALT', 'U/L', 9, 50, 8, 148, 0],
      ['天门冬氨酸氨基转移酶', 'AST', 'U/L', 15, 40, 12, 116, 0],
      ['白蛋白', 'ALB', 'g/L', 40, 55, 26, 50, 1],
      ['总胆红素', 'TBIL', 'μmol/L', 0, 26, 6, 58, 1],
      ['肌酐', 'CREA', 'μmol/L', 57, 111, 48, 286, 0],
      ['尿素', 'UREA', 'mmol/L', 3.1, 9.5, 2.8, 18.2, 1],
      ['钾', 'K', 'mmol/L', 3.5, 5.3, 3.1, 5.6, 2],
      ['钠', 'Na', 'mmol/L', 137, 147, 128, 148, 0],
    ],
  },
  {
    name: '凝血功能',
    sample: '枸橼酸钠抗凝血浆',
    items: [
      ['凝血酶原时间', 'PT', 's', 9.4, 12.5, 9.6, 21.4, 1],
      ['国际标准化比值', 'INR', '', 0.8, 1.2, 0.84, 2.6, 2],
      ['活化部分凝血活酶时间', 'APTT', 's', 25.1, 36.5, 23, 52, 1],
      ['纤维蛋白原', 'FIB', 'g/L', 2.4, 5.0, 1.6, 6.2, 2],
      ['D-二聚体', 'D-D', 'mg/L', 0, 0.55, 0.12, 6.4, 2],
    ],
  },
  {
    name: '心肌损伤标志物',
    sample: '肝素抗凝血浆',
    items: [
      ['高敏肌钙蛋白 I', 'hs-cTnI', 'ng/L', 0, 26.2, 2.1, 860, 1],
      ['肌酸激酶同工酶', 'CK-MB', 'ng/mL', 0, 5.2, 0.6, 48, 1],
      ['肌红蛋白', 'MYO', 'ng/mL', 0, 110, 18, 420, 0],
      ['N 末端 B 型钠尿肽原', 'NT-proBNP', 'pg/mL', 0, 300, 46, 6800, 0],
    ],
  },
  {
    name: '甲状腺功能',
    sample: '血清',
    items: [
      ['促甲状腺激素', 'TSH', 'mIU/L', 0.55, 4.78, 0.02, 12.4, 2],
      ['游离三碘甲状腺原氨酸', 'FT3', 'pmol/L', 3.5, 6.5, 2.4, 11.8, 2],
      ['游离甲状腺素', 'FT4', 'pmol/L', 11.5, 22.7, 7.4, 38, 2],
    ],
  },
];

const POCT: readonly Item[] = [
  ['酸碱度', 'pH', '', 7.35, 7.45, 7.22, 7.52, 2],
  ['氧分压', 'PO₂', 'mmHg', 80, 100, 52, 132, 0],
  ['二氧化碳分压', 'PCO₂', 'mmHg', 35, 45, 26, 68, 0],
  ['乳酸', 'Lac', 'mmol/L', 0.5, 1.6, 0.6, 6.2, 1],
  ['葡萄糖', 'Glu', 'mmol/L', 3.9, 6.1, 3.4, 16.8, 1],
];

export function labReport(writing: Writing): string {
  const { random } = writing;
  const panel = random.pick(PANELS);
  return report(writing, `检验报告单 · ${panel.name}`, [
    `标本：${panel.sample}  标本号：${random.digits(11)}  标本状态：${random.weighted([
      ['合格', 18],
      ['轻度溶血', 1],
      ['轻度脂血', 1],
    ])}`,
    ...panel.items.map((item) => resultLine(random, item)),
    '注：本报告仅对所检测标本负责。',
  ]);
}

export function poctReport(writing: Writing): string {
  const { random } = writing;
  return report(writing, '床旁检验（POCT）报告', [
    `仪器：血气分析仪 ${random.pick(['A', 'B', 'C'])}${random.int(1, 9)}  质控：${random.pick(['当日在控', '在控'])}  标本：桡动脉血`,
    ...POCT.map((item) => resultLine(random, item)),
    `危急值：${random.weighted([
      ['无', 12],
      ['有，已于 5 分钟内电话报告并复述确认', 1],
    ])}`,
  ]);
}

export function hematologyReport(writing: Writing): string {
  const { random } = writing;
  const blasts = random.weighted([
    [random.int(0, 3), 3],
    [random.int(22, 78), 2],
  ]);
  return report(writing, '血液图文报告（骨髓细胞形态学）', [
    `取材部位：髂后上棘  增生程度：${random.pick(['活跃', '明显活跃', '极度活跃', '减低'])}  图像：${random.int(3, 8)} 幅`,
    `粒系 ${random.decimal(32, 68, 1)}%，红系 ${random.decimal(12, 34, 1)}%，粒红比 ${random.decimal(1.2, 4.6, 1)}:1，原始细胞 ${blasts}%`,
    `巨核细胞全片见 ${random.int(3, 120)} 个，血小板${random.pick(['散在可见', '少见', '成堆可见'])}`,
    `意见：${blasts >= 20 ? '符合急性白血病骨髓象，请结合免疫分型、染色体及基因检查' : '骨髓增生象，未见明显异常原始细胞，请结合临床'}`,
  ]);
}

export function captureReport(writing: Writing): string {
  const { random } = writing;
  const device = random.pick([
    ['听力筛查仪', '双耳畸变产物耳声发射引出，听力筛查通过'],
    [
      '动态血压监测仪',
      `24 小时平均血压 ${random.int(118, 152)}/${random.int(68, 94)}mmHg，夜间下降率 ${random.int(2, 16)}%`,
    ],
    ['骨密度仪', `腰椎 L1–4 T 值 ${random.decimal(-3.4, -0.6, 1)}`],
    ['肌电图仪', '双侧正中神经感觉传导速度减慢，符合轻度腕管综合征改变'],
    ['睡眠监测仪', `AHI ${random.decimal(4, 46, 1)} 次/小时，最低血氧 ${random.int(68, 91)}%`],
  ] as const);
  return report(writing, `单机采集报告 · ${device[0]}`, [
    `设备编号：SD-${random.digits(4)}  采集方式：单机数据接口自动采集  文件页数：${random.int(1, 6)}`,
    `结果：${device[1]}。`,
  ]);
}

function resultLine(random: Seeded, [name, code, unit, low, high, from, to, digits]: Item): string {
  // Most results of most patients are normal.
  const inside = random.chance(0.62);
  const value = random.decimal(inside ? Math.max(low, from) : from, inside ? Math.min(high, to) : to, digits);
  const mark = Number(value) > high ? ' ↑' : Number(value) < low ? ' ↓' : '';
  return `  ${name}（${code}） ${value}${mark} ${unit}  参考 ${low}–${high}`;
}
