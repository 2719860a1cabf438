import { DocumentRegular } from "@fluentui/react-icons";
import { useSpeech } from "../../i18n";
import { ownAddress } from "../../text/links";
import { CARD, type Attachment } from "../world/types";

/** Pictures as pictures, everything else as a row with its name. */
export function Files({ attachments }: { attachments: readonly Attachment[] }) {
  const files = attachments.filter(isFile);
  if (files.length === 0) return null;
  return (
    <div className="files">
      {files.map((file, index) => (
        <File key={index} file={file} />
      ))}
    </div>
  );
}

/** Every rich message carries its text a second time as `text/html`: that is no file. */
const isFile = (attachment: Attachment) =>
  attachment.contentType !== CARD && attachment.contentType !== "text/html";

function File({ file }: { file: Attachment }) {
  const { t } = useSpeech();
  const address = ownAddress(file.contentUrl ?? downloadUrl(file) ?? "");
  const name = file.name ?? t("file.unnamed");
  if (file.contentType.startsWith("image/") && address) {
    return (
      <a href={address} target="_blank" rel="noopener noreferrer" className="picture">
        <img src={address} alt={name} />
      </a>
    );
  }
  const row = (
    <>
      <DocumentRegular fontSize={24} aria-hidden />
      <span>{name}</span>
    </>
  );
  if (!address) return <span className="file">{row}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className="file" download={name}>
      {row}
    </a>
  );
}

function downloadUrl(file: Attachment): string | undefined {
  const url = (file.content as { downloadUrl?: unknown } | undefined)?.downloadUrl;
  return typeof url === "string" ? url : undefined;
}
