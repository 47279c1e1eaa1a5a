import { report, type Writing } from './sheet.ts';

/** Reports of imaging, function tests, endoscopy and pathology. */

export function imagingReport(writing: Writing): string {
  const { random } = writing;
  const side = random.pick(['右', '左']);
  const [item, finding, impression] = random.pick([
    [
      '胸部 CT 平扫',
      `${side}肺${random.pick(['上叶', '下叶'])}见直径约 ${random.int(4, 14)}mm ${random.pick(['磨玻璃', '实性', '部分实性'])}结节，边界${random.pick(['清', '欠清'])}；余肺野清晰，气管支气管通畅，纵隔淋巴结未见肿大`,
      `${side}肺结节，建议 ${random.pick(['3 个月', '6 个月', '12 个月'])}后复查`,
    ],
    [
      '胸部正位片（DR）',
      `双肺纹理增多，${side}下肺见片状模糊影，肋膈角锐利，心影大小形态正常`,
      `${side}下肺感染性病变，建议治疗后复查`,
    ],
    [
      '头颅 MRI 平扫 + DWI',
      `${side}侧基底节区见斑片状长 T1 长 T2 信号，DWI 呈高信号，范围约 ${random.int(8, 26)}×${random.int(6, 18)}mm；脑室系统无扩张，中线居中`,
      `${side}侧基底节区急性脑梗死`,
    ],
    [
      '全腹部 CT 增强',
      `肝脏大小形态正常，肝${random.pick(['右叶', '左叶'])}见直径 ${random.int(6, 32)}mm 低密度灶，无强化；胆囊${random.pick(['内见结石影', '未见异常'])}，胰脾双肾未见异常`,
      `肝囊肿${random.pick(['；胆囊结石', ''])}`,
    ],
    [
      `${side}膝关节 MRI`,
      `${side}膝内侧半月板后角见 ${random.pick(['Ⅱ', 'Ⅲ'])} 级信号，前交叉韧带连续，关节腔少量积液`,
      `${side}膝内侧半月板后角损伤`,
    ],
  ] as const);
  return report(writing, '影像诊断报告', [`检查项目：${item}`, `影像所见：${finding}。`, `影像诊断：${impression}。`]);
}

export function petReport(writing: Writing): string {
  const { random } = writing;
  return report(writing, 'PET-CT 检查报告', [
    `显像剂：¹⁸F-FDG ${random.int(185, 420)}MBq  注射后 ${random.int(55, 72)} 分钟显像  空腹血糖 ${random.decimal(4.6, 8.2, 1)}mmol/L`,
    `所见：${random.pick(['左肺上叶', '右肺下叶', '乙状结肠', '右侧扁桃体'])}见 ${random.int(9, 38)}mm 软组织影，代谢增高，SUVmax ${random.decimal(3.2, 16.8, 1)}；${random.pick(['纵隔见数枚代谢增高淋巴结，SUVmax 4.1', '余部位未见异常代谢增高灶'])}。`,
    `诊断意见：${random.pick(['考虑恶性病变，请结合病理', '高代谢结节，恶性可能性大', '炎性病变可能，建议抗炎后复查'])}。`,
  ]);
}

export function ecgReport(writing: Writing): string {
  const { random } = writing;
  const rate = random.int(52, 128);
  return report(writing, '十二导联心电图报告', [
    `心率 ${rate} 次/分  PR ${random.int(132, 208)}ms  QRS ${random.int(78, 128)}ms  QT/QTc ${random.int(348, 420)}/${random.int(392, 462)}ms  电轴 ${random.int(-28, 96)}°`,
    `诊断：1. ${rate > 100 ? '窦性心动过速' : rate < 60 ? '窦性心动过缓' : '窦性心律'}；2. ${random.pick(['正常心电图', 'ST-T 改变（V4–V6）', '一度房室传导阻滞', '偶发室性早搏', '完全性右束支传导阻滞', '左心室高电压'])}。`,
    `危急值：${random.weighted([
      ['无', 24],
      ['疑似急性下壁心肌梗死，已电话通知', 1],
    ])}`,
  ]);
}

export function ultrasoundReport(writing: Writing): string {
  const { random, patient } = writing;
  const heart = `左房 ${random.int(28, 46)}mm，左室舒末 ${random.int(40, 60)}mm，室间隔 ${random.int(8, 13)}mm，LVEF ${random.int(38, 69)}%；二尖瓣${random.pick(['轻度反流', '未见明显反流'])}`;
  const choices: (readonly [string, string, string])[] = [
    ['心脏彩超', heart, '左室舒张功能减低'],
    [
      '腹部彩超',
      `肝脏回声${random.pick(['均匀', '增密增强'])}，胆囊大小正常，${random.pick(['内见强回声团，后伴声影', '囊壁光滑'])}，胰脾双肾未见占位`,
      random.pick(['脂肪肝', '胆囊结石', '腹部未见明显异常']),
    ],
    [
      '双下肢静脉彩超',
      `双侧股静脉、腘静脉管腔通畅，压缩性好，${random.pick(['未见血栓回声', '左侧胫后静脉见低回声充填，压之不瘪'])}`,
      random.pick(['双下肢深静脉未见血栓', '左侧肌间静脉血栓形成']),
    ],
    [
      '甲状腺彩超',
      `甲状腺${random.pick(['左叶', '右叶'])}见 ${random.int(4, 22)}×${random.int(3, 16)}mm ${random.pick(['低', '等'])}回声结节，边界${random.pick(['清', '欠清'])}，纵横比 < 1`,
      `甲状腺结节，C-TI-RADS ${random.pick(['3', '4A'])} 类`,
    ],
  ];
  if (patient.sex === '女' && patient.age < 50) {
    choices.push([
      '产科彩超',
      `胎儿双顶径 ${random.int(52, 96)}mm，股骨长 ${random.int(38, 74)}mm，胎心 ${random.int(126, 158)} 次/分，羊水指数 ${random.int(82, 186)}mm`,
      '宫内单活胎',
    ]);
  }
  const [item, finding, impression] = random.pick(choices);
  return report(writing, '超声检查报告', [`检查项目：${item}`, `超声所见：${finding}。`, `超声提示：${impression}。`]);
}

export function endoscopyReport(writing: Writing): string {
  const { random } = writing;
  const upper = random.chance(0.6);
  const body = upper
    ? [
        `检查项目：电子胃镜（${random.pick(['无痛', '普通'])}）  镜号：GIF-${random.digits(4)}`,
        `所见：食管黏膜光滑，胃窦黏膜${random.pick(['红白相间，以红为主', '充血水肿，见散在糜烂'])}，十二指肠球部${random.pick(['未见异常', '前壁见 6mm 溃疡，覆白苔'])}。`,
        `诊断：${random.pick(['慢性非萎缩性胃炎', '慢性萎缩性胃炎（C-1）', '十二指肠球部溃疡（A1 期）'])}。HP 检测：${random.pick(['阴性', '阳性'])}`,
      ]
    : [
        `检查项目：电子结肠镜  肠道准备 BBPS：${random.int(5, 9)} 分  进镜至回肠末端`,
        `所见：距肛门 ${random.int(12, 58)}cm 见 ${random.int(3, 16)}mm ${random.pick(['Is', 'Ip', 'IIa'])} 型息肉，${random.pick(['冷圈套切除', 'EMR 切除'])}，创面无活动性出血。`,
        `诊断：结肠息肉（已切除）。活检/标本：${random.int(1, 3)} 块送病理`,
      ];
  return report(writing, '内镜检查报告', body);
}

/** What is sent of whom: the first entry whose word stands in the diagnosis, else a biopsy of the stomach. */
const SPECIMENS: readonly (readonly [word: string, material: string, diagnosis: string])[] = [
  ['胆囊结石', '胆囊切除标本', '慢性胆囊炎伴胆囊结石'],
  ['结肠癌', '乙状结肠切除标本', '（乙状结肠）中分化腺癌，浸润至固有肌层，切缘未见癌，淋巴结 0/16 转移'],
  ['阑尾炎', '阑尾切除标本', '急性化脓性阑尾炎伴阑尾周围炎'],
  ['左肺上叶', '左肺上叶段切除标本', '（左肺上叶）微浸润性腺癌，直径 11mm，胸膜未见侵犯，切缘阴性'],
  ['平滑肌瘤', '子宫肌瘤剔除标本', '（子宫）平滑肌瘤，部分玻璃样变性'],
  ['鼻息肉', '鼻息肉摘除标本', '（双侧鼻腔）炎性息肉，间质水肿，较多嗜酸性粒细胞浸润'],
  ['', '胃窦活检', '（胃窦）黏膜中度慢性炎，轻度肠上皮化生，未见异型增生'],
];

export function pathologyReport(writing: Writing): string {
  const { random, patient, context } = writing;
  const found = SPECIMENS.find(([word]) => patient.illness.diagnosis.includes(word));
  const [, material, diagnosis] = found ?? (SPECIMENS[0] as (typeof SPECIMENS)[number]);
  return report(writing, '病理诊断报告', [
    `病理号：${context.at.getUTCFullYear()}-${random.digits(6)}  送检材料：${material}  蜡块：${random.int(1, 14)}`,
    `肉眼所见：灰白灰红组织 ${random.int(1, 6)} 块，大小 ${random.decimal(0.2, 5.8, 1)}×${random.decimal(0.2, 3.6, 1)}×${random.decimal(0.1, 2.4, 1)}cm。`,
    `病理诊断：${diagnosis}。`,
    `免疫组化：${diagnosis.includes('腺癌') ? `Ki-67 约 ${random.int(5, 60)}%，MLH1(+) MSH2(+) MSH6(+) PMS2(+)` : '未做'}`,
  ]);
}

export function lungFunctionReport(writing: Writing): string {
  const { random } = writing;
  const fev1 = random.int(42, 104);
  const ratio = random.int(52, 86);
  return report(writing, '肺通气功能报告', [
    `FVC ${random.decimal(1.9, 4.6, 2)}L（占预计 ${random.int(62, 112)}%）  FEV₁ 占预计 ${fev1}%  FEV₁/FVC ${ratio}%`,
    `PEF 占预计 ${random.int(46, 108)}%  MMEF 占预计 ${random.int(28, 104)}%  支气管舒张试验：${random.pick(['阴性', '阳性（FEV₁ 改善 15%，260ml）', '未做'])}`,
    `结论：${ratio < 70 ? `阻塞性通气功能障碍（${fev1 >= 80 ? '轻度' : fev1 >= 50 ? '中度' : '重度'}）` : '通气功能大致正常'}。配合程度：${random.pick(['良好', '良好', '一般'])}`,
  ]);
}

export function rehabRecord(writing: Writing): string {
  const { random } = writing;
  return report(writing, '心脏康复训练记录', [
    `疗程第 ${random.int(1, 36)} 次  危险分层：${random.pick(['低危', '中危', '高危'])}  6 分钟步行：${random.int(260, 540)}m`,
    `有氧训练：${random.pick(['功率车', '跑台', '椭圆机'])} ${random.int(20, 40)} 分钟，靶心率 ${random.int(92, 118)} 次/分，Borg ${random.int(11, 14)} 分`,
    `抗阻训练：弹力带 ${random.int(2, 3)} 组 × ${random.int(8, 15)} 次  训练前后血压 ${random.int(108, 136)}/${random.int(62, 82)} → ${random.int(118, 152)}/${random.int(66, 88)}mmHg`,
    `心电监护：${random.pick(['窦性心律，无 ST 段改变', '偶发室早，无不适', '训练中无不良事件'])}  下次：维持强度`,
  ]);
}

export function ethicsReview(writing: Writing): string {
  const { random, context } = writing;
  const study = random.pick([
    '新型抗凝药物在老年房颤患者中的真实世界研究',
    '国产支架治疗冠心病的多中心随机对照研究',
    '低剂量 CT 肺结节筛查的前瞻性研究',
    '围术期目标导向液体治疗对预后的影响',
  ]);
  return [
    `${context.hospitalName}  伦理审查意见`,
    `项目名称：${study}`,
    `受理号：LL-${random.digits(8)}  方案版本：V${random.int(1, 4)}.${random.int(0, 3)}  审查方式：${random.pick(['会议审查', '快速审查'])}`,
    `到会委员 ${random.int(7, 11)} 人，回避 ${random.int(0, 1)} 人；审查内容：研究方案、知情同意书、研究者资质、受试者保护措施。`,
    `审查意见：${random.pick(['同意', '同意', '作必要修正后同意'])}。跟踪审查频率：${random.pick(['6 个月', '12 个月'])}。有效期：自批准之日起 1 年。`,
    `主任委员（授权签发）：${context.signer.name}（${context.signer.title}）`,
  ].join('\n');
}
