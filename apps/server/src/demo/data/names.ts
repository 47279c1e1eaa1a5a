import type { Seeded } from './seeded.ts';

/** Surnames with how many in a thousand bear them, roughly. */
const SURNAMES: readonly (readonly [string, number])[] = [
  ...weigh('王李张刘陈', 62),
  ...weigh('杨黄赵吴周', 24),
  ...weigh('徐孙马朱胡郭何林高罗', 13),
  ...weigh('郑梁谢宋唐许韩邓冯曹彭曾', 8),
  ...weigh('肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈', 5),
  ...weigh('钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴', 3),
  ...weigh('单仇解查盖缪臧晏蔺冼佘逄訾亓郗', 1),
  ['欧阳', 3],
  ['上官', 2],
  ['司马', 1],
  ['诸葛', 1],
  ['皇甫', 1],
  ['尉迟', 1],
  ['夏侯', 1],
  ['令狐', 1],
];

const FEMALE_ONE = [...'静丽娟敏燕艳芳霞娜萍颖琳雪玲倩洁婷岚莹蕾妍璐瑶薇楠'];
const FEMALE_TWO = [
  ...['秀英', '桂兰', '玉梅', '春燕', '晓红', '海霞', '丽华', '雅琴', '文静', '思琪', '雨桐', '欣怡', '梦瑶', '佳慧'],
  ...['婉清', '诗涵', '晓雯', '若兰', '书瑶', '淑贞', '慧敏', '月华', '雪莲', '艺涵', '可馨', '子涵', '语嫣', '紫薇'],
  ...['亚楠', '凤英', '翠萍', '小燕', '红梅', '建英', '志芳', '晓彤', '静怡', '美玲', '彩虹', '念慈', '沁怡', '芷若'],
];
const MALE_ONE = [...'伟强磊军勇涛鹏杰超辉刚波斌浩宇峰亮毅锋睿翔骏恺'];
const MALE_TWO = [
  ...['建国', '志强', '国庆', '海涛', '文博', '俊杰', '子轩', '浩然', '明辉', '家豪', '宇航', '天佑', '思远', '立新'],
  ...['永刚', '德明', '卫东', '学军', '晓东', '振华', '少华', '世杰', '嘉伟', '伯涛', '云飞', '一鸣', '景行', '怀瑾'],
  ...['长青', '树人', '维新', '守诚', '敬之', '鸿飞', '逸凡', '承志', '泽民', '启明', '凯旋', '瑞霖', '松涛', '晨曦'],
];

/** Names that printing, sorting and searching have to get right: characters outside the common fonts, long and foreign forms. */
export const UNCOMMON_NAMES: readonly { readonly name: string; readonly sex: Sex }[] = [
  { name: '周龘', sex: '男' },
  { name: '刘䶮', sex: '男' },
  { name: '陈㐱', sex: '女' },
  { name: '李𠮷祥', sex: '男' },
  { name: '欧阳龘', sex: '女' },
  { name: '阿依古丽·买买提', sex: '女' },
  { name: '迪力夏提·吾甫尔', sex: '男' },
  { name: '单雄飞', sex: '男' },
  { name: '仇蓓', sex: '女' },
  { name: '解晓东', sex: '男' },
];

export type Sex = '男' | '女';

/** A plausible Chinese name. */
export function personName(random: Seeded, sex: Sex): string {
  const surname = random.weighted(SURNAMES);
  const [one, two] = sex === '女' ? [FEMALE_ONE, FEMALE_TWO] : [MALE_ONE, MALE_TWO];
  if (random.chance(0.22)) return surname + random.pick(one);
  if (random.chance(0.6)) return surname + random.pick(two);
  const [first, second] = [random.pick(one), random.pick(one)];
  return surname + (first === second ? random.pick(two) : first + second);
}

function weigh(characters: string, weight: number): (readonly [string, number])[] {
  return [...characters].map((character) => [character, weight] as const);
}
