import type { JSX } from "preact";

import { topicColor } from "../state/color-scheme.js";
import { hasMoreMembers, loadPage, members, type Member } from "../state/members.js";
import { topic } from "../state/topics.js";
import { DocumentRow } from "./document-row.js";
import { formatCount, formatCountOf, formatPercent } from "./format.js";

/** The selected topic: what it is about, and its documents, the surest members first. */
export function MemberList(): JSX.Element {
  const current = topic.value;
  const { members: list, total, isLoading, error } = members.value;
  return (
    <>
      {current && (
        <header class="inspector-title" style={{ "--topic": topicColor(current.label) }}>
          <h3>
            <span class="swatch" /> {current.title}
          </h3>
          <p class="keywords">
            {current.keywords.map(({ term }) => (
              <span key={term}>{term}</span>
            ))}
          </p>
        </header>
      )}
      <div class="list-head">
        <h4>{total === null ? "Documents" : formatCountOf(total, "document")}</h4>
        <span class="meta">probability</span>
      </div>
      <ol class="document-list">
        {list.map((member) => (
          <MemberRow key={member.key} member={member} label={current?.label ?? -1} />
        ))}
      </ol>
      {error && <p class="error">{error.message}</p>}
      {isLoading && <p class="hint">Loading …</p>}
      {hasMoreMembers.value && !isLoading && (
        <button type="button" class="text-button more" onClick={() => void loadPage()}>
          {formatCount((total ?? 0) - list.length)} more
        </button>
      )}
    </>
  );
}

function MemberRow({ member, label }: { readonly member: Member; readonly label: number }): JSX.Element {
  if (!member.document) return <li class="hint">{member.key}: deleted since this run</li>;
  return (
    <DocumentRow
      document={member.document}
      label={label}
      figure={formatPercent(member.probability)}
      figureTitle={`Outlier score ${member.outlierScore.toFixed(2)}${member.stale ? "; the text has changed since" : ""}`}
    />
  );
}
