import { Banner, Button, ButtonLink, Card, EmptyState, Icon, List, ListRow, Progress, StatusLine } from "../ui";

/** Buttons, notices, lists. */
export function Notices() {
  return (
    <>
      <section class="gallery-part">
        <h2>Buttons</h2>
        <div class="row">
          <Button weight="primary">Save</Button>
          <Button>Plain</Button>
          <Button weight="quiet">Quiet</Button>
          <Button weight="danger">Delete everything</Button>
          <Button icon="phone">With an icon</Button>
          <ButtonLink href="#main" icon="next">
            A link
          </ButtonLink>
        </div>
        <div class="row">
          <Button weight="primary" busy>
            Saving…
          </Button>
          <Button disabled>Cannot be used</Button>
        </div>
        <Button weight="primary" wide>
          As wide as its column
        </Button>
      </section>
      <section class="gallery-part">
        <h2>How saving stands</h2>
        <StatusLine icon="check" text="All sent · 14:02" />
        <StatusLine icon="clock" tone="attention" text="3 waiting to send" href="#main" />
        <StatusLine icon="attention" tone="attention" text="1 needs you" />
        <StatusLine icon="key" tone="critical" text="2 not sent · you need a new code" />
        <Progress label="Setting up this phone…" />
        <Progress label="7 of 10 sent" value={7} max={10} />
      </section>
      <section class="gallery-part">
        <h2>Notices</h2>
        <Banner tone="info" title="A new version is ready." />
        <Banner tone="good" title="The browser has promised to keep everything." />
        <Banner tone="attention" title="3 entries wait under an old passphrase.">
          <p>Remember it, and they come back.</p>
        </Banner>
        <Banner tone="critical" title="This could not be saved.">
          <p>Leave it open and try again.</p>
        </Banner>
      </section>
      <section class="gallery-part">
        <h2>Lists</h2>
        <List label="People">
          <ListRow who="Kestrel" what="Not reached for 9 days" when="Tue" href="#main" />
          <ListRow who="Otter" what="No voicemail · only through her sister, in the evening" when="14:30" href="#main" />
          <ListRow icon="person" who="Somebody with quite a long code name that does not fit" what="Plan due" when="12 Dec" onClick={() => undefined} />
          <ListRow who="Only to read" />
        </List>
        <Card title="A card">
          <p>
            <Icon name="info" /> Something that belongs together.
          </p>
        </Card>
        <EmptyState text="What you plan for today will be here.">
          <Button>Plan something</Button>
        </EmptyState>
      </section>
    </>
  );
}
