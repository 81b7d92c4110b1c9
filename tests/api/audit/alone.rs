//! Who tries alone what takes another is refused, and the log says that she tried (domain.md §7 no. 15).

use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{Data, Path};
use actix_web::{App, HttpResponse, post};
use causeway::platform::db::{Actor, AuditEvent, DbError, Tier};
use causeway::platform::http::guard_request;
use causeway::state::AppState;
use serde_json::json;
use uuid::Uuid;

use crate::support::{World, new_id};

/// Does three things and is then refused, or is not after all.
#[post("/tries/{id}/{refused}")]
async fn tries(state: Data<AppState>, actor: Actor, path: Path<(Uuid, bool)>) -> HttpResponse {
    let (id, is_refused) = path.into_inner();
    let done = state.db().write(&actor, async move |tx| -> Result<(), DbError> {
        tx.enqueue("ask_approval", id, tx.now()).await?;
        tx.audit(AuditEvent::on("create", "release", id, Tier::C1));
        let tried = AuditEvent::tried_alone("release", id, Tier::C1).fields(&["approve"]);
        let why = tx.refuse(tried, DbError::Unexpected("she drafted it".into()));
        tx.enqueue("ask_approval", id, tx.now()).await?;
        if is_refused { Err(why) } else { Ok(()) }
    });
    // No error of its own: `guard_request` would write that anew.
    HttpResponse::Ok().body(match done.await {
        Ok(()) => "done".to_owned(),
        Err(error) => error.to_string(),
    })
}

#[actix_web::test]
async fn golden_15_of_a_refused_transaction_the_refusal_stands_and_nothing_else() {
    let world = World::new().await;
    let house = world.house("House").await;
    let app = App::new()
        .app_data(Data::new(world.state.clone()))
        .service(tries)
        .wrap(from_fn(guard_request));
    let app = init_service(app).await;
    let sql = world.sql().await;
    let token = house.token("worker");
    let ask = async |id: Uuid, refused: bool| {
        let request = TestRequest::post()
            .uri(&format!("/tries/{id}/{refused}"))
            .insert_header(("authorization", format!("Bearer {token}")));
        let response = call_service(&app, request.to_request()).await;
        String::from_utf8(read_body(response).await.to_vec()).unwrap()
    };
    let left = async |id: Uuid| {
        let statement = "select coalesce((select string_agg(action, ' ' order by action) from audit_event
                                          where object_id = $1), ''),
                                (select count(*) from auth.job where object_id = $1)";
        let row = sql.query_one(statement, &[&id]).await.unwrap();
        (row.get::<_, String>(0), row.get::<_, i64>(1))
    };
    let id = new_id();
    assert!(ask(id, true).await.contains("she drafted it"));
    assert_eq!(left(id).await, ("tried_alone".to_owned(), 0));
    assert!(ask(id, true).await.contains("she drafted it"));
    assert_eq!(left(id).await, ("tried_alone tried_alone".to_owned(), 0), "each time");
    let id = new_id();
    assert_eq!(ask(id, false).await, "done");
    assert_eq!(left(id).await, ("create".to_owned(), 2), "nothing was refused");
    let row =
        "select staff_id, sign_in_id, request_id <> '', fields, tier from audit_event where action = 'tried_alone'";
    let row = sql.query(row, &[]).await.unwrap();
    let worker = house.who("worker");
    for row in &row {
        assert_eq!(row.get::<_, Uuid>(0), worker.id);
        assert_eq!(row.get::<_, Uuid>(1), worker.sign_in);
        assert!(row.get::<_, bool>(2));
        assert_eq!(row.get::<_, Vec<String>>(3), ["approve"]);
        assert_eq!(row.get::<_, String>(4), "c1");
    }
    assert_eq!(row.len(), 2);
}

/// A refusal that cannot be remembered is not told either: the answer says that nothing could be done.
#[actix_web::test]
async fn a_refusal_that_cannot_be_written_down_is_no_quiet_one() {
    let world = World::new().await;
    let house = world.house("House").await;
    world.everybody_steps_up().await;
    let admin = house.who("org_admin");
    let sql = world.sql().await;
    let own = async || {
        let body = json!({"id": new_id(), "role": "supervisor"});
        let path = format!("/staff/{}/grants", admin.id);
        world.post(&admin.token, &path, body).await
    };
    sql.batch_execute("revoke insert on audit_event from causeway_app")
        .await
        .unwrap();
    let answer = own().await;
    answer.expect_problem(503, "unavailable");
    sql.batch_execute("grant insert on audit_event to causeway_app")
        .await
        .unwrap();
    own().await.expect_problem(403, "not_allowed");
    assert_eq!(world.tried_alone(admin.id).await, ["staff_member grant org_admin"]);
}
