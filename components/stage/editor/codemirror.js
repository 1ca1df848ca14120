/** What the editor uses of CodeMirror, and no more: this is the whole of frontend/vendor/codemirror.js. */

export {
  acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus,
  currentCompletions, moveCompletionSelection, selectedCompletionIndex,
} from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
export { pythonLanguage } from "@codemirror/lang-python";
export {
  HighlightStyle, bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting,
  syntaxTree,
} from "@codemirror/language";
export { Annotation, EditorState, Prec, RangeSet, StateEffect, StateField, Transaction } from "@codemirror/state";
export {
  Decoration, EditorView, GutterMarker, WidgetType, gutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers,
  showTooltip, tooltips,
} from "@codemirror/view";
export { tags } from "@lezer/highlight";
