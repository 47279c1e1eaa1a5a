import type { Specialty } from './departments.ts';

/** One believable illness with what belongs to it, so that every document of it agrees with itself. */
export interface ClinicalCase {
  readonly diagnosis: string;
  readonly complaint: string;
  readonly findings: string;
  readonly plan: string;
  readonly drugs: readonly string[];
  /** Operation or procedure, where there is one. */
  readonly operation?: string;
  readonly ages: readonly [number, number];
  readonly sex?: '男' | '女';
}

const CARDIOLOGY: readonly ClinicalCase[] = [
  {
    diagnosis: '冠状动脉粥样硬化性心脏病 不稳定型心绞痛',
    complaint: '反复胸闷胸痛 2 月，加重 3 天',
    findings: '神志清，双肺呼吸音清，心率 78 次/分，律齐，各瓣膜区未闻及病理性杂音，双下肢无水肿',
    plan: '双联抗血小板、调脂稳定斑块、控制心室率，择期冠状动脉造影',
    drugs: [
      '阿司匹林肠溶片 100mg po qd',
      '硫酸氢氯吡格雷片 75mg po qd',
      '阿托伐他汀钙片 20mg po qn',
      '琥珀酸美托洛尔缓释片 47.5mg po qd',
    ],
    operation: '冠状动脉造影术 + 经皮冠状动脉支架植入术',
    ages: [48, 79],
  },
  {
    diagnosis: '慢性心力衰竭急性加重（NYHA Ⅲ 级）',
    complaint: '活动后气促 1 年，夜间不能平卧 5 天',
    findings: '半卧位，颈静脉充盈，双肺底可闻及湿啰音，心界向左下扩大，双下肢凹陷性水肿',
    plan: '限钠限水，利尿减轻负荷，记录 24 小时出入量，复查 NT-proBNP',
    drugs: [
      '呋塞米注射液 20mg iv bid',
      '沙库巴曲缬沙坦钠片 50mg po bid',
      '螺内酯片 20mg po qd',
      '达格列净片 10mg po qd',
    ],
    ages: [60, 88],
  },
  {
    diagnosis: '阵发性心房颤动',
    complaint: '阵发性心悸半年，再发 6 小时',
    findings: '心率 112 次/分，律绝对不齐，第一心音强弱不等，脉搏短绌',
    plan: '控制心室率，评估卒中与出血风险，规范抗凝，择期射频消融',
    drugs: ['利伐沙班片 15mg po qd', '盐酸胺碘酮片 0.2g po tid', '酒石酸美托洛尔片 25mg po bid'],
    operation: '心房颤动射频消融术',
    ages: [52, 80],
  },
];

const RESPIRATORY: readonly ClinicalCase[] = [
  {
    diagnosis: '社区获得性肺炎（右下叶）',
    complaint: '发热、咳嗽咳黄痰 4 天',
    findings: '体温 38.6℃，右下肺叩诊浊音，可闻及湿啰音',
    plan: '留取痰培养后经验性抗感染，雾化化痰，复查炎症指标与胸部 CT',
    drugs: ['注射用头孢曲松钠 2g ivgtt qd', '盐酸莫西沙星氯化钠注射液 0.4g ivgtt qd', '盐酸氨溴索注射液 30mg iv bid'],
    ages: [25, 82],
  },
  {
    diagnosis: '慢性阻塞性肺疾病急性加重期',
    complaint: '反复咳喘 10 年，加重伴发热 1 周',
    findings: '桶状胸，双肺呼吸音减低，散在哮鸣音，呼气相延长，口唇轻度发绀',
    plan: '控制性氧疗，支气管舒张剂雾化，短程激素，必要时无创通气',
    drugs: [
      '吸入用布地奈德混悬液 2mg 雾化 bid',
      '吸入用异丙托溴铵溶液 0.5mg 雾化 tid',
      '注射用甲泼尼龙琥珀酸钠 40mg iv qd',
    ],
    ages: [58, 86],
  },
];

const GENERAL_SURGERY: readonly ClinicalCase[] = [
  {
    diagnosis: '胆囊结石伴慢性胆囊炎',
    complaint: '反复右上腹痛 1 年，加重 2 天',
    findings: '腹平软，右上腹压痛，Murphy 征阳性，无反跳痛',
    plan: '完善术前检查，排除禁忌后行腹腔镜胆囊切除术',
    drugs: ['注射用头孢呋辛钠 1.5g ivgtt 术前 30 分钟', '盐酸消旋山莨菪碱注射液 10mg im prn'],
    operation: '腹腔镜胆囊切除术',
    ages: [28, 74],
  },
  {
    diagnosis: '乙状结肠癌',
    complaint: '大便带血伴排便习惯改变 2 月',
    findings: '左下腹可扪及质硬包块，活动度可，直肠指诊指套带血',
    plan: '多学科讨论后行腹腔镜乙状结肠癌根治术，术后病理分期决定辅助治疗',
    drugs: [
      '复方聚乙二醇电解质散 2 盒 术前口服',
      '注射用头孢美唑钠 2g ivgtt 术前 30 分钟',
      '低分子肝素钙注射液 4100IU ih qd',
    ],
    operation: '腹腔镜乙状结肠癌根治术',
    ages: [45, 82],
  },
  {
    diagnosis: '急性阑尾炎',
    complaint: '转移性右下腹痛 12 小时',
    findings: '右下腹麦氏点压痛、反跳痛，局部肌紧张',
    plan: '禁食补液、抗感染，急诊手术',
    drugs: ['注射用头孢哌酮钠舒巴坦钠 3g ivgtt q8h', '奥硝唑氯化钠注射液 0.5g ivgtt bid'],
    operation: '腹腔镜阑尾切除术',
    ages: [16, 66],
  },
];

const ORTHOPAEDICS: readonly ClinicalCase[] = [
  {
    diagnosis: '左股骨颈骨折（Garden Ⅳ 型）',
    complaint: '摔伤致左髋部疼痛、活动受限 1 天',
    findings: '左下肢缩短外旋畸形，腹股沟中点压痛，轴向叩击痛阳性，足背动脉搏动可',
    plan: '完善术前评估，预防深静脉血栓，行人工股骨头置换术',
    drugs: ['低分子肝素钠注射液 4000IU ih qd', '注射用帕瑞昔布钠 40mg iv q12h', '碳酸钙 D3 片 600mg po qd'],
    operation: '左侧人工股骨头置换术',
    ages: [65, 92],
  },
  {
    diagnosis: '腰椎间盘突出症（L4/5）',
    complaint: '腰痛伴右下肢放射痛 3 月',
    findings: '腰椎活动受限，右直腿抬高试验 40° 阳性，拇背伸肌力 4 级',
    plan: '卧床、脱水消炎镇痛，保守治疗无效行椎间孔镜手术',
    drugs: ['塞来昔布胶囊 200mg po bid', '甲钴胺片 0.5mg po tid', '盐酸乙哌立松片 50mg po tid'],
    operation: '经皮椎间孔镜下髓核摘除术',
    ages: [26, 68],
  },
];

const OBSTETRICS: readonly ClinicalCase[] = [
  {
    diagnosis: '孕 39 周 头位 待产',
    complaint: '停经 39 周，规律下腹痛 4 小时',
    findings: '宫高 33cm，腹围 98cm，胎心 142 次/分，宫口开大 2cm，胎膜未破',
    plan: '严密观察产程与胎心，自由体位，必要时分娩镇痛',
    drugs: ['缩宫素注射液 2.5U ivgtt（按产程调整）', '乳酸钠林格注射液 500ml ivgtt'],
    ages: [22, 39],
    sex: '女',
  },
  {
    diagnosis: '瘢痕子宫 孕 38+5 周',
    complaint: '停经 38+5 周，入院待产',
    findings: '胎心 138 次/分，子宫下段无压痛，无宫缩',
    plan: '择期行子宫下段剖宫产术，备血',
    drugs: ['注射用头孢唑林钠 2g ivgtt 术前', '缩宫素注射液 10U 术中宫体注射'],
    operation: '子宫下段剖宫产术',
    ages: [25, 42],
    sex: '女',
  },
];

/** Illnesses by specialty; departments without an entry of their own see those of general medicine. */
export const CASES: Readonly<Partial<Record<Specialty, readonly ClinicalCase[]>>> = {
  cardiology: CARDIOLOGY,
  'cardiac-rehabilitation': CARDIOLOGY.slice(0, 2),
  respiratory: RESPIRATORY,
  'general-surgery': GENERAL_SURGERY,
  orthopaedics: ORTHOPAEDICS,
  obstetrics: OBSTETRICS,
  gastroenterology: [
    {
      diagnosis: '十二指肠球部溃疡伴出血',
      complaint: '黑便 2 天，伴头晕乏力',
      findings: '贫血貌，上腹部轻压痛，肠鸣音活跃 6 次/分',
      plan: '禁食、抑酸、补液，24 小时内完善胃镜',
      drugs: ['注射用艾司奥美拉唑钠 40mg iv q12h', '注射用生长抑素 6mg 持续泵入', '铝碳酸镁咀嚼片 1g po tid'],
      ages: [24, 72],
    },
    {
      diagnosis: '急性胆源性胰腺炎（轻症）',
      complaint: '进食油腻后上腹持续胀痛 10 小时',
      findings: '上腹压痛，无反跳痛，Cullen 征阴性，血淀粉酶 1120 U/L',
      plan: '禁食、液体复苏、抑酶、镇痛，动态复查淀粉酶与 CT',
      drugs: ['乳酸钠林格注射液 1000ml ivgtt', '注射用乌司他丁 10 万 U ivgtt q8h', '注射用泮托拉唑钠 40mg iv bid'],
      ages: [30, 75],
    },
  ],
  neurology: [
    {
      diagnosis: '急性脑梗死（左侧大脑中动脉供血区）',
      complaint: '言语不清、右侧肢体无力 5 小时',
      findings: '神志清，不完全性运动性失语，右侧鼻唇沟变浅，右上肢肌力 3 级，右下肢肌力 4 级，NIHSS 7 分',
      plan: '超时间窗，予双抗、强化降脂，卒中单元管理，早期康复',
      drugs: [
        '阿司匹林肠溶片 100mg po qd',
        '硫酸氢氯吡格雷片 75mg po qd',
        '瑞舒伐他汀钙片 10mg po qn',
        '依达拉奉注射液 30mg ivgtt bid',
      ],
      ages: [50, 84],
    },
  ],
  endocrinology: [
    {
      diagnosis: '2 型糖尿病 糖尿病周围神经病变',
      complaint: '口干多饮 8 年，双足麻木 3 月',
      findings: 'BMI 26.8，双足 10g 尼龙丝感觉减退，足背动脉搏动可',
      plan: '胰岛素强化降糖，动态血糖监测，并发症筛查',
      drugs: ['门冬胰岛素注射液 8U ih 三餐前', '甘精胰岛素注射液 16U ih qn', '硫辛酸注射液 0.6g ivgtt qd'],
      ages: [38, 76],
    },
  ],
  nephrology: [
    {
      diagnosis: '慢性肾脏病 5 期 维持性血液透析',
      complaint: '血肌酐升高 6 年，规律透析 2 年',
      findings: '贫血貌，左前臂内瘘震颤良好，双下肢轻度水肿',
      plan: '每周三次血液透析，纠正贫血与钙磷代谢紊乱',
      drugs: ['重组人促红素注射液 10000IU ih 每周一次', '碳酸司维拉姆片 800mg po tid', '骨化三醇胶丸 0.25μg po qd'],
      ages: [32, 78],
    },
  ],
  haematology: [
    {
      diagnosis: '急性髓系白血病（M2）',
      complaint: '乏力、皮肤瘀点 2 周',
      findings: '贫血貌，四肢散在瘀点，胸骨压痛阳性，肝脾肋下未及',
      plan: 'DA 方案诱导化疗，层流病房保护，成分输血支持',
      drugs: ['注射用盐酸柔红霉素 60mg/m² d1-3', '注射用阿糖胞苷 100mg/m² d1-7', '盐酸托烷司琼注射液 5mg iv qd'],
      ages: [18, 70],
    },
  ],
  rheumatology: [
    {
      diagnosis: '类风湿关节炎',
      complaint: '多关节肿痛伴晨僵 1 年',
      findings: '双手近端指间关节、掌指关节肿胀压痛，晨僵约 1 小时，DAS28 4.6',
      plan: '甲氨蝶呤为基础联合治疗，监测肝功能与血象',
      drugs: ['甲氨蝶呤片 10mg po 每周一次', '叶酸片 5mg po 每周一次', '艾拉莫德片 25mg po bid'],
      ages: [30, 70],
    },
  ],
  neurosurgery: [
    {
      diagnosis: '右侧基底节区脑出血',
      complaint: '突发头痛、左侧肢体无力 3 小时',
      findings: '嗜睡，GCS 12 分，双侧瞳孔等大等圆，左侧肢体肌力 2 级，左侧病理征阳性',
      plan: '控制血压、脱水降颅压，动态复查头颅 CT，必要时血肿清除',
      drugs: ['甘露醇注射液 125ml ivgtt q8h', '盐酸乌拉地尔注射液 泵入 维持收缩压 130-150mmHg'],
      operation: '神经内镜下颅内血肿清除术',
      ages: [42, 80],
    },
  ],
  urology: [
    {
      diagnosis: '右侧输尿管结石伴肾积水',
      complaint: '右侧腰腹部绞痛 1 天',
      findings: '右肾区叩击痛阳性，右输尿管走行区压痛',
      plan: '解痉镇痛，行输尿管镜碎石取石术',
      drugs: ['盐酸坦索罗辛缓释胶囊 0.2mg po qn', '双氯芬酸钠栓 50mg 纳肛 prn', '注射用头孢替安 1g ivgtt bid'],
      operation: '输尿管镜下钬激光碎石取石术',
      ages: [24, 68],
    },
  ],
  'thoracic-surgery': [
    {
      diagnosis: '左肺上叶结节（考虑浸润性腺癌）',
      complaint: '体检发现左肺结节 1 月',
      findings: '浅表淋巴结未及肿大，双肺呼吸音清',
      plan: '完善肺功能与 PET-CT，行胸腔镜肺段切除术',
      drugs: ['注射用头孢呋辛钠 1.5g ivgtt 术前', '氟比洛芬酯注射液 50mg iv q12h'],
      operation: '胸腔镜下左肺上叶固有段切除术',
      ages: [36, 74],
    },
  ],
  'cardiac-surgery': [
    {
      diagnosis: '主动脉瓣重度狭窄',
      complaint: '活动后胸闷、晕厥 2 次',
      findings: '胸骨右缘第 2 肋间收缩期喷射样杂音 4/6 级，向颈部传导',
      plan: '心脏团队讨论，行主动脉瓣置换术，围术期抗凝管理',
      drugs: ['华法林钠片 2.5mg po qd', '地高辛片 0.125mg po qd', '呋塞米片 20mg po qd'],
      operation: '主动脉瓣机械瓣置换术（体外循环下）',
      ages: [45, 76],
    },
  ],
  gynaecology: [
    {
      diagnosis: '子宫多发性平滑肌瘤',
      complaint: '经量增多 1 年，B 超提示肌瘤增大',
      findings: '子宫如孕 12 周大小，质硬，前壁可及 5cm 突起，双附件未及异常',
      plan: '纠正贫血，行腹腔镜子宫肌瘤剔除术',
      drugs: ['琥珀酸亚铁片 0.1g po tid', '注射用头孢西丁钠 2g ivgtt 术前'],
      operation: '腹腔镜下子宫肌瘤剔除术',
      ages: [32, 52],
      sex: '女',
    },
  ],
  paediatrics: [
    {
      diagnosis: '急性支气管肺炎',
      complaint: '咳嗽 5 天，发热 2 天',
      findings: '体温 38.9℃，呼吸 36 次/分，无三凹征，双肺可闻及中细湿啰音',
      plan: '抗感染、雾化平喘、退热及补液，监测血氧',
      drugs: [
        '注射用阿莫西林钠克拉维酸钾 按体重 30mg/kg ivgtt q8h',
        '吸入用硫酸沙丁胺醇溶液 2.5mg 雾化 bid',
        '布洛芬混悬液 按体重 po prn',
      ],
      ages: [1, 12],
    },
  ],
  oncology: [
    {
      diagnosis: '右肺腺癌 cT2N2M1a ⅣA 期（EGFR 19del）',
      complaint: '确诊肺癌 4 月，拟行周期治疗',
      findings: 'ECOG 1 分，右锁骨上可及 1cm 淋巴结，右下肺呼吸音减低',
      plan: '继续靶向治疗，评估疗效，对症支持',
      drugs: ['甲磺酸奥希替尼片 80mg po qd', '唑来膦酸注射液 4mg ivgtt 每 4 周', '盐酸昂丹司琼注射液 8mg iv prn'],
      ages: [40, 79],
    },
  ],
  emergency: [
    {
      diagnosis: '急性下壁 ST 段抬高型心肌梗死',
      complaint: '持续胸痛 2 小时伴大汗',
      findings: '面色苍白，血压 98/60mmHg，心率 54 次/分，双肺呼吸音清',
      plan: '启动胸痛绿色通道，双抗负荷，急诊 PCI',
      drugs: ['阿司匹林片 300mg 嚼服', '替格瑞洛片 180mg po', '肝素钠注射液 5000U iv', '硫酸阿托品注射液 0.5mg iv prn'],
      operation: '急诊经皮冠状动脉介入治疗',
      ages: [42, 82],
    },
    {
      diagnosis: '多发伤 脾破裂？ 左侧多根肋骨骨折',
      complaint: '车祸致胸腹部疼痛 1 小时',
      findings: '神志清，左胸廓压痛，腹肌紧张，移动性浊音可疑阳性，血压 92/58mmHg',
      plan: '限制性液体复苏，床旁 FAST，交叉配血，多学科会诊',
      drugs: ['乳酸钠林格注射液 500ml ivgtt', '氨甲环酸注射液 1g ivgtt', '盐酸曲马多注射液 100mg im'],
      operation: '剖腹探查、脾切除术',
      ages: [18, 66],
    },
  ],
  'intensive-care': [
    {
      diagnosis: '脓毒性休克 重症肺炎 Ⅰ 型呼吸衰竭',
      complaint: '发热、呼吸困难 3 天，意识模糊半天',
      findings: '气管插管接呼吸机辅助通气，镇静状态，去甲肾上腺素维持下血压 112/64mmHg，乳酸 3.8mmol/L',
      plan: '目标导向液体复苏，广谱抗感染，保护性肺通气，器官功能支持',
      drugs: [
        '注射用美罗培南 1g ivgtt q8h',
        '重酒石酸去甲肾上腺素注射液 0.2μg/(kg·min) 泵入',
        '丙泊酚中长链脂肪乳注射液 泵入',
        '枸橼酸舒芬太尼注射液 泵入',
      ],
      ages: [46, 86],
    },
  ],
  'head-and-neck': [
    {
      diagnosis: '慢性鼻窦炎伴鼻息肉',
      complaint: '双侧鼻塞、流脓涕 2 年',
      findings: '双侧中鼻道见荔枝肉样新生物，鼻中隔轻度左偏',
      plan: '行鼻内镜鼻窦开放术，术后鼻腔冲洗及局部激素',
      drugs: ['糠酸莫米松鼻喷雾剂 2 喷/侧 qd', '克拉霉素缓释片 0.5g po qd'],
      operation: '鼻内镜下全组鼻窦开放、鼻息肉摘除术',
      ages: [20, 62],
    },
  ],
  'general-medicine': [
    {
      diagnosis: '高血压病 3 级（很高危） 陈旧性脑梗死',
      complaint: '血压控制不佳伴头晕 2 周',
      findings: '血压 172/98mmHg，心率 72 次/分，四肢肌力 5 级，双下肢无水肿',
      plan: '调整降压方案，24 小时动态血压监测，靶器官评估',
      drugs: ['苯磺酸左旋氨氯地平片 5mg po qd', '厄贝沙坦氢氯噻嗪片 150mg/12.5mg po qd', '阿托伐他汀钙片 20mg po qn'],
      ages: [55, 90],
    },
    {
      diagnosis: '骨质疏松症 衰弱综合征',
      complaint: '腰背痛、乏力、体重下降半年',
      findings: 'BMI 18.9，胸腰椎棘突叩痛，步速 0.6m/s，握力下降',
      plan: '抗骨质疏松、营养支持、防跌倒宣教',
      drugs: ['阿仑膦酸钠片 70mg po 每周一次', '碳酸钙 D3 片 600mg po qd', '骨化三醇胶丸 0.25μg po bid'],
      ages: [68, 94],
    },
  ],
};

export function casesOf(specialty: Specialty): readonly ClinicalCase[] {
  return CASES[specialty] ?? (CASES['general-medicine'] as readonly ClinicalCase[]);
}
