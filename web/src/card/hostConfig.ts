/**
 * How Microsoft's renderer measures and colours a card so that it looks as in Teams.
 * Colours are the CSS variables of the Fluent theme in force, so one configuration serves light, dark and contrast.
 */
const ink = (name: string) => `var(--color${name})`;

const tone = (full: string, subtle: string) => ({ default: ink(full), subtle: ink(subtle) });

const foregroundColors = {
  default: tone("NeutralForeground1", "NeutralForeground3"),
  dark: tone("NeutralForeground1", "NeutralForeground3"),
  light: tone("NeutralForeground3", "NeutralForeground4"),
  accent: tone("BrandForeground1", "BrandForeground2"),
  good: tone("PaletteGreenForeground1", "PaletteGreenForeground2"),
  warning: tone("PaletteMarigoldForeground2", "PaletteMarigoldForeground1"),
  attention: tone("PaletteRedForeground1", "PaletteRedForeground2"),
};

const container = (background: string) => ({
  backgroundColor: background,
  borderColor: ink("NeutralStroke2"),
  foregroundColors,
});

const label = { color: "default", isSubtle: false, size: "default", weight: "bolder" };

export const hostConfig = {
  hostCapabilities: { capabilities: null },
  supportsInteractivity: true,
  fontFamily: "var(--fontFamilyBase)",
  fontTypes: {
    default: {
      fontFamily: "var(--fontFamilyBase)",
      fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: "var(--fontFamilyMonospace)",
      fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
  },
  lineHeights: { small: 16, default: 21, medium: 23, large: 25, extraLarge: 32 },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 14 },
  separator: { lineThickness: 1, lineColor: ink("NeutralStroke2") },
  imageSizes: { small: 32, medium: 52, large: 100 },
  containerStyles: {
    default: container("transparent"),
    emphasis: container(ink("NeutralBackground3")),
    accent: container(ink("BrandBackground2")),
    good: container(ink("PaletteGreenBackground1")),
    attention: container(ink("PaletteRedBackground1")),
    warning: container(ink("PaletteYellowBackground1")),
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { ...label, suffix: " *", suffixColor: "attention" },
      optionalInputs: label,
    },
    errorMessage: { color: "attention", size: "small", spacing: "small", weight: "default" },
  },
  actions: {
    maxActions: 6,
    spacing: "medium",
    buttonSpacing: 8,
    showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
    preExpandSingleShowCardAction: false,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    allowTitleToWrap: true,
    iconPlacement: "leftOfTitle",
    iconSize: 16,
  },
  adaptiveCard: { allowCustomStyle: false },
  factSet: {
    title: { color: "default", size: "default", isSubtle: false, weight: "bolder", wrap: true, maxWidth: 150 },
    value: { color: "default", size: "default", isSubtle: false, weight: "default", wrap: true },
    spacing: 12,
  },
  textStyles: {
    heading: { size: "large", weight: "bolder", color: "default", isSubtle: false, fontType: "default" },
    columnHeader: { size: "default", weight: "bolder", color: "default", isSubtle: false, fontType: "default" },
  },
};
